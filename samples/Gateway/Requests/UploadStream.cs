namespace TracedLlm.Samples.Gateway;

/// <summary>The body of a request while the gateway sends it on. It keeps the reason why it broke off, because HttpClient reports only that the call failed.</summary>
internal sealed class UploadStream(Stream body) : ForwardStream
{
    /// <summary>The caller's failure to send its body.</summary>
    public BadHttpRequestException? Failure { get; private set; }

    /// <summary>Called after each read.</summary>
    public Action? Progressed { get; set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var read = await body.ReadAsync(buffer, cancellationToken);
            Progressed?.Invoke();
            return read;
        }
        catch (IOException exception)
        {
            Failure = exception as BadHttpRequestException ?? new BadHttpRequestException("The request's body broke off.", exception);
            throw;
        }
    }
}
