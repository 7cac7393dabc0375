using System.IO.Compression;
using System.Net;
using TracedLlm.Export.Otlp;

namespace TracedLlm.Export.Transport;

/// <summary>The body of a request: the bytes of an <see cref="OtlpFrame"/>, then the spans, which are not copied.</summary>
internal sealed class OtlpContent : HttpContent
{
    /// <summary>The length of the prefix of a gRPC message: a flag for compression and the length of the message.</summary>
    public const int GrpcPrefix = 5;

    private readonly ReadOnlyMemory<byte> _head;
    private readonly ReadOnlyMemory<byte> _spans;
    private readonly OtlpBuffer? _compressed;
    private int _isWriting;

    private OtlpContent(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> spans, OtlpBuffer? compressed)
    {
        _head = head;
        _spans = spans;
        _compressed = compressed;
    }

    /// <summary>
    /// Whether the transport still reads the spans. That is possible if the answer came before the whole request was sent, or the
    /// request was cancelled. Their memory must not be reused then.
    /// </summary>
    public bool IsWriting => Volatile.Read(ref _isWriting) != 0;

    /// <summary>Makes a body.</summary>
    /// <param name="frame">The bytes before the spans.</param>
    /// <param name="spans">The encoded spans.</param>
    /// <param name="gzip">Whether they are compressed.</param>
    /// <param name="isGrpc">Whether they are a gRPC message.</param>
    public static OtlpContent Create(OtlpFrame frame, ReadOnlyMemory<byte> spans, bool gzip, bool isGrpc)
    {
        var prefix = isGrpc ? GrpcPrefix : 0;
        var head = new byte[prefix + frame.SizeFor(spans.Length)];
        frame.Write(head.AsSpan(prefix), spans.Length);
        var compressed = gzip ? Compress(head.AsSpan(prefix), spans.Span) : null;
        if (isGrpc)
        {
            head[0] = gzip ? (byte)1 : (byte)0;
            var length = compressed?.Length ?? (head.Length - prefix + spans.Length);
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(1), length);
        }

        return compressed is null
            ? new OtlpContent(head, spans, compressed)
            : new OtlpContent(head.AsMemory(0, prefix), compressed.Written, compressed);
    }

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _isWriting, 1);
        try
        {
            await stream.WriteAsync(_head, cancellationToken).ConfigureAwait(false);
            await stream.WriteAsync(_spans, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _isWriting, 0);
        }
    }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = _head.Length + _spans.Length;
        return true;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !IsWriting)
        {
            _compressed?.Dispose();
        }

        base.Dispose(disposing);
    }

    private static OtlpBuffer Compress(ReadOnlySpan<byte> head, ReadOnlySpan<byte> spans)
    {
        var buffer = new OtlpBuffer(Math.Max(1024, spans.Length / 4));
        using var gzip = new GZipStream(new BufferStream(buffer), CompressionLevel.Fastest);
        gzip.Write(head);
        gzip.Write(spans);
        return buffer;
    }
}
