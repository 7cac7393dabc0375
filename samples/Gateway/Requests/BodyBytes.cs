using System.Buffers;

namespace TracedLlm.Samples.Gateway;

/// <summary>Reads a request's body into one array that is as long as the body.</summary>
internal static class BodyBytes
{
    // A caller that states a length and sends little holds at most so much, or eight times what it has sent.
    private const int FirstLength = 64 * 1024;
    private const int Growth = 8;

    /// <summary>Reads a body to its end.</summary>
    /// <param name="http">The request.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest http, CancellationToken cancellationToken)
    {
        var bytes = Array.Empty<byte>();
        var length = 0;
        while (true)
        {
            var result = await http.BodyReader.ReadAsync(cancellationToken);
            var arrived = result.Buffer;
            var needed = checked(length + (int)arrived.Length);
            if (needed > bytes.Length)
            {
                var longer = GC.AllocateUninitializedArray<byte>(result.IsCompleted ? needed : FindLength(needed, http.ContentLength));
                bytes.AsSpan(0, length).CopyTo(longer);
                bytes = longer;
            }

            arrived.CopyTo(bytes.AsSpan(length));
            length = needed;
            http.BodyReader.AdvanceTo(arrived.End);
            if (result.IsCompleted)
            {
                return bytes.AsMemory(0, length);
            }
        }
    }

    private static int FindLength(int needed, long? stated)
    {
        // The server's limit of a body is below the longest array.
        if (stated is not { } whole || whole < needed)
        {
            return (int)Math.Min(Math.Max(FirstLength, 2L * needed), Array.MaxLength);
        }

        return (int)(Math.Max(needed, FirstLength) * (long)Growth >= whole ? whole : Math.Max(needed, whole / Growth));
    }
}
