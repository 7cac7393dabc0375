using System.Buffers;
using TracedLlm.Apis;

namespace TracedLlm.Responses;

/// <summary>
/// The body of the last answer that a provider gave to a request, which set the attributes of it. A gateway relays most answers as they
/// are: the response with the same bytes says nothing new, and is not read again.
/// </summary>
/// <param name="payload">How the body was read.</param>
/// <param name="body">The body.</param>
internal sealed class KeptAnswer(ApiPayload payload, ReadOnlyMemory<byte> body)
{
    private readonly byte[] _bytes = Copy(body);
    private readonly int _length = body.Length;

    /// <summary>Whether a response is read in the same way and has the same bytes.</summary>
    public bool IsSame(ApiPayload other, ReadOnlyMemory<byte> response) => other == payload && response.Span.SequenceEqual(_bytes.AsSpan(0, _length));

    /// <summary>Returns the memory. It is called once, by the code that has taken the answer from the request.</summary>
    public void Return() => ArrayPool<byte>.Shared.Return(_bytes);

    private static byte[] Copy(ReadOnlyMemory<byte> body)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(body.Length);
        body.CopyTo(bytes);
        return bytes;
    }
}
