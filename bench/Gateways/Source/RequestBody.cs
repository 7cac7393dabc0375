using System.Buffers;

namespace TracedLlm.Bench.Gateways;

/// <summary>The body of a request, in pooled memory.</summary>
internal sealed class RequestBody : IDisposable
{
    private const int UnknownLength = 16 * 1024;

    private byte[] _buffer;
    private int _length;

    private RequestBody(int length) => _buffer = ArrayPool<byte>.Shared.Rent(length);

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    public static async ValueTask<RequestBody> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        var body = new RequestBody((int)(request.ContentLength + 1 ?? UnknownLength));
        while (await request.Body.ReadAsync(body._buffer.AsMemory(body._length), cancellation) is > 0 and var read)
        {
            body._length += read;
            if (body._length == body._buffer.Length)
            {
                body.Grow();
            }
        }

        return body;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
