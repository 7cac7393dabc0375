using TracedLlm.Export.Otlp;

namespace TracedLlm.Export.Transport;

/// <summary>The delay that a gRPC server asks for, in <c>grpc-retry-pushback-ms</c> or in the <c>google.rpc.RetryInfo</c> of its status.</summary>
internal static class GrpcRetryInfo
{
    private const int DetailsField = 3;
    private const int DurationField = 1;

    private static ReadOnlySpan<byte> Type => "google.rpc.RetryInfo"u8;

    /// <summary>Reads the delay from the base64 of a <c>google.rpc.Status</c>; <see langword="null"/> if it has no delay.</summary>
    public static TimeSpan? ParseDelay(string? details)
    {
        if (string.IsNullOrEmpty(details))
        {
            return null;
        }

        var bytes = new byte[details.Length];
        var padded = details.PadRight((details.Length + 3) / 4 * 4, '=');
        if (!Convert.TryFromBase64String(padded, bytes, out var length))
        {
            return null;
        }

        return ReadDelay(bytes.AsSpan(0, length));
    }

    /// <summary>Reads the delay from a <c>google.rpc.Status</c>; <see langword="null"/> if it has no delay.</summary>
    public static TimeSpan? ReadDelay(ReadOnlySpan<byte> message)
    {
        var status = new ProtobufFields(message);
        while (status.Next())
        {
            if (status.Number == DetailsField && DelayOf(status.Bytes) is { } delay)
            {
                return delay;
            }
        }

        return null;
    }

    private static TimeSpan? DelayOf(ReadOnlySpan<byte> any)
    {
        var isRetryInfo = false;
        ReadOnlySpan<byte> info = default;
        var fields = new ProtobufFields(any);
        while (fields.Next())
        {
            switch (fields.Number)
            {
                case 1: isRetryInfo = fields.Bytes.EndsWith(Type); break;
                case 2: info = fields.Bytes; break;
                default: break;
            }
        }

        var retry = new ProtobufFields(info);
        while (isRetryInfo && retry.Next())
        {
            if (retry.Number == DurationField)
            {
                return Duration(retry.Bytes);
            }
        }

        return null;
    }

    private static TimeSpan Duration(ReadOnlySpan<byte> message)
    {
        double seconds = 0;
        var fields = new ProtobufFields(message);
        while (fields.Next())
        {
            seconds += fields.Number switch
            {
                1 => (long)fields.Value,
                2 => (long)fields.Value / 1e9,
                _ => 0,
            };
        }

        return TimeSpan.FromSeconds(Math.Clamp(seconds, 0, int.MaxValue));
    }
}
