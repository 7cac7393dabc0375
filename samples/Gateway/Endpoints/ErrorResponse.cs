using System.Globalization;

namespace TracedLlm.Samples.Gateway;

/// <summary>Writes errors in the form of the route's API.</summary>
internal static class ErrorResponse
{
    public static async Task WriteAsync(HttpContext http, ErrorForm form, ApiError error)
    {
        var group = http.Response.Headers[GatewayHeaders.ModelGroup].ToString();
        http.Response.Clear();
        if (group.Length > 0)
        {
            GatewayHeaders.SetGroup(http, group);
        }

        RetryAdvice.SetHeaders(http, error.MayRetry, error.RequestId);
        http.Response.StatusCode = error.Status;
        http.Response.ContentType = "application/json";
        if (error.RetryAfter is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (form.TypeHeader is { } header)
        {
            http.Response.Headers[header] = ErrorForm.BedrockType(error.Status);
        }

        var body = form.BodyOf(error);
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }
}
