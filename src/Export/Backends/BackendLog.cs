using System.Globalization;
using Microsoft.Extensions.Logging;
using TracedLlm.Export.Views.Langfuse;

namespace TracedLlm.Export.Backends;

/// <summary>Logs addresses, headers and the outcome of each request, for debugging. Secrets are never logged.</summary>
/// <param name="logger">Where it is written.</param>
/// <param name="isOn">Whether <c>TracedLlm:Debug</c> is on; nothing is written otherwise.</param>
internal sealed partial class BackendLog(ILogger logger, bool isOn)
{
    /// <summary>Logs the endpoint of a backend.</summary>
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

    /// <summary>Logs, whether debugging is on or not, that no address is set for a collector, which LiteLLM takes for the console.</summary>
    public void DefaultCollector(ConfiguredBackend backend)
    {
        if (backend.Facts == GenericOtlpBackend.Facts && backend.Address.Source is null)
        {
            NoEndpoint(backend.Facts.Name, backend.Address.Uri);
        }
    }

    /// <summary>Logs, whether debugging is on or not, that the backends that draw conversations get none.</summary>
    /// <param name="backends">The backends; without one that draws conversations nothing is logged.</param>
    public void ContentIsOff(IEnumerable<ConfiguredBackend> backends)
    {
        var names = string.Join(", ", backends.Where(static backend => backend.Facts.DrawsContent).Select(static backend => backend.Facts.Name));
        if (names.Length > 0)
        {
            NoContent(names);
        }
    }

    /// <summary>Logs, whether debugging is on or not, that Langfuse gets spans in a form that it does not show well.</summary>
    /// <param name="backends">The backends.</param>
    public void LacksLangfuseView(IEnumerable<ConfiguredBackend> backends)
    {
        foreach (var backend in backends)
        {
            if (backend is { Facts.Service: not "Langfuse", Endpoint: { View: not LangfuseView } endpoint } && LangfuseBackend.IsAt(endpoint.Address))
            {
                OtherView(backend.Facts.Name, endpoint.Address, endpoint.View.Name);
            }
        }
    }

    /// <summary>Logs a request.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="spans">How many.</param>
    /// <param name="bytes">How long the request's body was.</param>
    /// <param name="outcome">The status or the error; never a text of the backend, which may repeat headers.</param>
    /// <param name="elapsed">How long it took.</param>
    public void Submitted(BackendEndpoint endpoint, int spans, long bytes, string outcome, TimeSpan elapsed)
    {
        if (isOn)
        {
            Submission(endpoint.Backend, spans, bytes, endpoint.Address, outcome, elapsed.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture));
        }
    }

    [LoggerMessage(LogLevel.Information, "{Backend}{Of}: sends spans to {Address} by {Protocol}; the address comes from {Source}.")]
    private partial void Endpoint(string backend, string of, Uri address, string protocol, string source);

    [LoggerMessage(LogLevel.Information, "{Backend}: {Header}: {Form}")]
    private partial void Header(string backend, string header, string form);

    [LoggerMessage(LogLevel.Information, "{Backend}: {Missing}. It receives only spans of keys and teams that bring credentials.")]
    private partial void Incomplete(string backend, string missing);

    [LoggerMessage(LogLevel.Information, "Content is not captured, so that the spans at {Backends} have no input and no output. Set TracedLlm:CaptureContent to true to capture it; LiteLLM captures it by default.")]
    private partial void NoContent(string backends);

    [LoggerMessage(LogLevel.Warning, "{Backend} sends spans to Langfuse ({Address}) in the form {View}, in which Langfuse finds no traces' names, users, sessions, input or output. Use the callback langfuse_otel, or do not set TracedLlm:OtlpView.")]
    private partial void OtherView(string backend, Uri address, string view);

    [LoggerMessage(LogLevel.Warning, "{Backend}: no endpoint is set, so that spans go to {Address}. Set OTEL_EXPORTER_OTLP_ENDPOINT to a collector's address, or OTEL_EXPORTER to console for trees on the console.")]
    private partial void NoEndpoint(string backend, Uri address);

    [LoggerMessage(LogLevel.Information, "{Backend}: {Spans} spans in {Bytes} bytes to {Address}: {Outcome} after {Elapsed} ms.")]
    private partial void Submission(string backend, int spans, long bytes, Uri address, string outcome, string elapsed);
}
