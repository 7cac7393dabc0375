namespace TracedLlm.Conventions;

/// <summary>The categories of the log. They are fixed, because the settings of gateways name them.</summary>
internal static class LogCategories
{
    public const string Failures = "TracedLlm.Failures";
    public const string GatewayReport = "TracedLlm.GatewayReportService";
    public const string Cost = "TracedLlm.Cost";
    public const string RequestLog = "TracedLlm.RequestLog";
    public const string Requests = "TracedLlm.Requests";
    public const string Shutdown = "TracedLlm.ShutdownService";
}
