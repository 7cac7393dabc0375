namespace TracedLlm.Report;

/// <summary>Metadata of an endpoint that may have the path of the <see cref="GatewayReport"/>: it answers instead, and shows the report itself.</summary>
internal sealed class AnswersReportPath
{
    public static readonly AnswersReportPath Instance = new();
}
