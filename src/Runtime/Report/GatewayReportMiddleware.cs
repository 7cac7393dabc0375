using Microsoft.AspNetCore.Http;

namespace TracedLlm.Report;

/// <summary>
/// Answers <c>GET /debug/tracedllm/report</c> with the <see cref="GatewayReport"/>, unless an endpoint with <see cref="AnswersReportPath"/> has
/// the path. The pipeline contains it in development only.
/// </summary>
internal sealed class GatewayReportMiddleware(RequestDelegate next, GatewayReport report)
{
    // Below the default address of the viewer, whose endpoint answers it where there is a viewer.
    private const string Path = "/debug/tracedllm/report";

    public Task InvokeAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method)
            || !context.Request.Path.Equals(Path, StringComparison.OrdinalIgnoreCase)
            || context.GetEndpoint()?.Metadata.GetMetadata<AnswersReportPath>() is not null)
        {
            return next(context);
        }

        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(report.ToString());
    }
}
