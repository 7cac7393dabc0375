namespace TracedLlm.Samples.Gateway;

/// <summary>Writes errors in the form of the route's API.</summary>
internal static class ErrorResponse
{
    public static async Task WriteAsync(HttpContext http, ErrorForm form, ApiError error)
    {
        if (http.Response.HasStarted)
        {
            // If the response ended normally, the caller would take the incomplete answer for a complete one.
            http.Abort();
            return;
        }

        http.Response.Clear();
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
