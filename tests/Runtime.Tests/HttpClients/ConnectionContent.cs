using System.Net;

namespace TracedLlm.Tests.HttpClients;

/// <summary>The content of an answer that switches protocols: the connection itself, in both directions.</summary>
internal sealed class ConnectionContent(Stream connection) : HttpContent
{
    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => connection;

    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult(connection);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => throw new NotSupportedException();

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
