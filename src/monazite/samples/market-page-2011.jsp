<%@ page pageEncoding="UTF-8"%>
<%@ include file="/view/common/taglibs.jsp"%>
<html>
<head><title>轻稀土价格半年走势（示例） - 【采购资讯】</title>
<c:import url="/view/common/init.jsp"><c:param name="isLastLoadPage">true</c:param></c:import>
</head>
<body>
<div class="header"><%@ include file="/view/include/header.jsp" %></div>
<div id="nav"><a href="/">首页</a> <a href="/news.jsp">焦点资讯</a></div>
<div class="frameNews">
<h1>轻稀土价格半年走势（示例）</h1>
<div class="source"><span>发布时间：2011-08-10</span><span>发布人：monazite 示例</span></div>
<p><P>本页文字为项目所写，价格为当年公开报价。2011年上半年轻稀土价格大幅上涨：氧化铈从年初的5万元/吨涨起，6月份最高涨到23万元/吨，目前的价格约18万元/吨。</P>
<P>氧化镨年初报价32万元/吨，6月份最高涨到116万元/吨。</P>
<P>出口方面，2011年首批稀土出口配额为14446吨，较2010年同期的16305吨降低约11.4%。</P></p>
</div>
<%@ include file="/view/include/footer.jsp" %>
</body>
</html>
