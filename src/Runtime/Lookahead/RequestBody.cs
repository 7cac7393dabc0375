namespace TracedLlm.Lookahead;

/// <summary>What looking ahead found in a request: one JSON document, contiguous, valid until the request ends.</summary>
internal sealed class RequestBody(LookaheadBuffer buffer, bool isForm)
{
    /// <summary>
    /// The whole body of a JSON request. Of a multipart one an object of its text fields before the first file: values are
    /// strings, as forms know no other type; <c>x[]</c> is an array <c>x</c>, and <c>x[y]</c> an object <c>x</c> with <c>y</c>.
    /// </summary>
    /// <remarks>
    /// UTF-8 as the caller sent it, unchecked. The memory belongs to the pool: read it while the request runs, or between
    /// <see cref="TryHold"/> and <see cref="Release"/>, and keep nothing of it.
    /// </remarks>
    public ReadOnlyMemory<byte> Json => buffer.Memory;

    /// <summary>Whether the request was <c>multipart/form-data</c>.</summary>
    public bool IsForm => isForm;

    /// <summary>
    /// Keeps <see cref="Json"/> valid until <see cref="Release"/>, for one that may outlive the request;
    /// <see langword="false"/> if the request has ended.
    /// </summary>
    public bool TryHold() => buffer.TryHold();

    /// <summary>Gives up one successful <see cref="TryHold"/>.</summary>
    public void Release() => buffer.Release();
}
