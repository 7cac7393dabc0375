using System.Net;

namespace TracedLlm.Samples.Gateway;

/// <summary>The content of a response that is a connection. <see cref="StreamContent"/> does not allow writing.</summary>
internal sealed class DuplexContent(DuplexStream connection) : HttpContent
{
    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(connection);

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => connection;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => connection.CopyToAsync(stream);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
