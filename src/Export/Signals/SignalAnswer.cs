using System.Globalization;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Transport;

namespace TracedLlm.Export.Signals;

/// <summary>
/// Reads the answer of a receiver. A status of 200 does not say that everything is received: gRPC has a status of its own in the trailers,
/// and a receiver may reject a part. The stock exporter gets the answer from memory after that.
/// </summary>
internal static class SignalAnswer
{
    /// <summary>Returns why the receiver has not taken what was sent; <see langword="null"/> if it has taken it.</summary>
    public static async Task<string?> FindFailureAsync(HttpResponseMessage response, OtlpProtocol protocol, CancellationToken cancellationToken)
    {
        var body = await ReadAsync(response, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            return string.Create(CultureInfo.InvariantCulture, $"the answer is {(int)response.StatusCode}");
        }

        var isGrpc = protocol == OtlpProtocol.Grpc;
        if (isGrpc && OtlpGrpcTransport.ReadStatus(response) is not GrpcStatus.Ok and var status)
        {
            return status is { } code ? $"the answer is gRPC {GrpcStatus.Name(code)}" : "the answer has no gRPC status";
        }

        // The answers of all signals have the same form.
        var prefix = isGrpc ? OtlpContent.GrpcPrefix : 0;
        var rejected = body.Length > prefix ? PartialSuccess.RejectedSpans(body.AsSpan(prefix)) : 0;
        return rejected > 0 ? string.Create(CultureInfo.InvariantCulture, $"it has rejected {rejected} of them") : null;
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(SignalEndpoint.MaxAnswer, cancellationToken).ConfigureAwait(false);
            return await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // The answer has no end, or the connection broke in it. The status says enough, and nobody must read the rest.
            response.Content.Dispose();
            response.Content = new ByteArrayContent([]);
            return [];
        }
    }
}
