namespace TracedLlm.Lookahead;

/// <summary>The document that the lookahead found in a request: contiguous JSON, valid until the request ends.</summary>
internal sealed class RequestBody(LookaheadBuffer buffer, bool isForm)
{
    /// <summary>
    /// The whole body of a JSON request. For a multipart request, an object with the text fields before the first file: fields with
    /// the name <c>x[]</c> are an array <c>x</c>, and fields with the name <c>x[y]</c> are an object <c>x</c>.
    /// </summary>
    /// <remarks>
    /// The document is UTF-8 as the caller sent it, and is not validated. The memory is pooled: read it while the request runs, or
    /// between <see cref="TryRetain"/> and <see cref="Release"/>, and keep no reference to it.
    /// </remarks>
    public ReadOnlyMemory<byte> Json => buffer.Memory;

    /// <summary>Whether the request was <c>multipart/form-data</c>.</summary>
    public bool IsForm => isForm;

    /// <summary>
    /// Keeps <see cref="Json"/> valid until <see cref="Release"/>, for code that may outlive the request;
    /// <see langword="false"/> if the request has ended.
    /// </summary>
    public bool TryRetain() => buffer.TryRetain();

    /// <summary>Releases one successful <see cref="TryRetain"/>.</summary>
    public void Release() => buffer.Release();
}
