namespace TracedLlm.Tests.Spans;

/// <summary>A response that breaks off after its first byte, as HttpClient reports it.</summary>
internal sealed class BrokenStream : MemoryStream
{
    private bool _begun;

    public override int Read(byte[] buffer, int offset, int count) => Read();

    public override int Read(Span<byte> buffer) => Read();

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.Run(Read, cancellationToken);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        await Task.Run(Read, cancellationToken);

    private int Read()
    {
        if (_begun)
        {
            throw new HttpIOException(HttpRequestError.ResponseEnded, "The response ended prematurely.");
        }

        _begun = true;
        return 1;
    }
}
