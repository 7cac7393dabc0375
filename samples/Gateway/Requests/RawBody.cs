namespace TracedLlm.Samples.Gateway;

/// <summary>A body that the gateway forwards unread while it arrives.</summary>
internal sealed class RawBody(HttpRequest http) : RequestBody
{
    public override bool CanRepeat => false;

    public override HttpContent ContentFor(string? model, bool withUsage)
    {
        var content = new StreamContent(http.Body);
        if (http.ContentType is { Length: > 0 } type)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        content.Headers.TryAddWithoutValidation("Content-Encoding", http.Headers.ContentEncoding.ToArray());
        content.Headers.ContentLength = http.ContentLength;
        return content;
    }
}
