namespace TracedLlm.Samples.Gateway;

/// <summary>A body that the gateway forwards unread while it arrives.</summary>
internal sealed class RawBody : RequestBody
{
    private readonly HttpRequest _http;

    public RawBody(HttpRequest http)
    {
        _http = http;
        Upload = new UploadStream(http.Body);
    }

    public override bool CanRepeat => false;

    public override HttpContent ContentFor(string? model, bool withUsage)
    {
        var content = new StreamContent(Upload!);
        if (_http.ContentType is { Length: > 0 } type)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        content.Headers.TryAddWithoutValidation("Content-Encoding", _http.Headers.ContentEncoding.ToArray());
        content.Headers.ContentLength = _http.ContentLength;
        return content;
    }
}
