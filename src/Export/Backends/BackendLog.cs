using System.Globalization;
using Microsoft.Extensions.Logging;

namespace TracedLlm.Export;

/// <summary>What debugging sees: where spans go, how requests authenticate, what became of each. Never a secret.</summary>
/// <param name="logger">Where it is written.</param>
/// <param name="isOn">Whether the operator wants to see it; nothing is written otherwise.</param>
internal sealed partial class BackendLog(ILogger<BackendLog> logger, bool isOn)
{
    /// <summary>Whether anything is written.</summary>
    public bool IsOn => isOn;

    /// <summary>A backend has got its endpoint.</summary>
    public void Resolved(ConfiguredBackend backend, bool isTenants = false)
    {
        if (!isOn)
        {
            return;
        }

        Endpoint(
            backend.Facts.Name,
            isTenants ? " of a tenant" : "",
            backend.Address.Uri,
            backend.Address.Protocol == OtlpProtocol.Grpc ? "grpc" : "http/protobuf",
            backend.Address.Source ?? "the default");
        foreach (var header in backend.Headers)
        {
            Header(backend.Facts.Name, header.Name, header.Form);
        }

        if (backend.Missing is { } missing)
        {
            Incomplete(backend.Facts.Name, missing.TrimEnd('.'));
        }
    }

    /// <summary>Spans have been submitted.</summary>
    /// <param name="endpoint">Where to.</param>
    /// <param name="spans">How many.</param>
    /// <param name="bytes">How long the request's body was.</param>
    /// <param name="outcome">What became of them: a status, an error; never what the backend says about headers.</param>
    /// <param name="elapsed">How long it took.</param>
    public void Submitted(BackendEndpoint endpoint, int spans, long bytes, string outcome, TimeSpan elapsed)
    {
        if (isOn)
        {
            Submission(endpoint.Backend, spans, bytes, endpoint.Address, outcome, elapsed.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture));
        }
    }

    [LoggerMessage(LogLevel.Information, "{Backend}{Of}: spans go to {Address} by {Protocol}, as {Source} says.")]
    private partial void Endpoint(string backend, string of, Uri address, string protocol, string source);

    [LoggerMessage(LogLevel.Information, "{Backend}: {Header}: {Form}")]
    private partial void Header(string backend, string header, string form);

    [LoggerMessage(LogLevel.Information, "{Backend}: {Missing}; only keys and teams with credentials of their own have spans there.")]
    private partial void Incomplete(string backend, string missing);

    [LoggerMessage(LogLevel.Information, "{Backend}: {Spans} spans in {Bytes} bytes to {Address}: {Outcome} after {Elapsed} ms.")]
    private partial void Submission(string backend, int spans, long bytes, Uri address, string outcome, string elapsed);
}
