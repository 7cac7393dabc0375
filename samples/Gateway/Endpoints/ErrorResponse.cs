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

        RetryAdvice.SetHeaders(http, error.MayRetry);
        http.Response.StatusCode = error.Status;
        http.Response.ContentType = "application/json";
        if (form.TypeHeader is { } header)
        {
            http.Response.Headers[header] = ErrorForm.BedrockType(error.Status);
        }

        var body = form.BodyOf(error);
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }
}
