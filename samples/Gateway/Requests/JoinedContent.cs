using System.Net;

namespace TracedLlm.Samples.Gateway;

/// <summary>A content in pieces, which are sent one after the other without being copied into one array.</summary>
/// <remarks>TracedLlm shows the body of a call if its content is a <see cref="ByteArrayContent"/>, because such a body is in memory.</remarks>
/// <param name="pieces">The pieces.</param>
internal sealed class JoinedContent(IReadOnlyList<ReadOnlyMemory<byte>> pieces) : ByteArrayContent([])
{
    // Smaller pieces are joined, because each write is one of the network.
    private const int LeastWrite = 16 * 1024;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = new byte[LeastWrite];
        var waiting = 0;
        foreach (var piece in pieces)
        {
            if (waiting + piece.Length > buffer.Length)
            {
                await stream.WriteAsync(buffer.AsMemory(0, waiting), cancellationToken);
                waiting = 0;
            }

            if (piece.Length > buffer.Length)
            {
                await stream.WriteAsync(piece, cancellationToken);
                continue;
            }

            piece.CopyTo(buffer.AsMemory(waiting));
            waiting += piece.Length;
        }

        await stream.WriteAsync(buffer.AsMemory(0, waiting), cancellationToken);
    }

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        foreach (var piece in pieces)
        {
            cancellationToken.ThrowIfCancellationRequested();
            stream.Write(piece.Span);
        }
    }

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken)
    {
        var stream = new MemoryStream();
        SerializeToStream(stream, context: null, cancellationToken);
        stream.Position = 0;
        return stream;
    }

    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult(CreateContentReadStream(CancellationToken.None));

    protected override bool TryComputeLength(out long length)
    {
        length = pieces.Sum(static piece => (long)piece.Length);
        return true;
    }
}
