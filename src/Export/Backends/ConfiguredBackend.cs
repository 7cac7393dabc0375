using Microsoft.Extensions.Configuration;
using TracedLlm.Export.Sampling;
using TracedLlm.Secrets;
using TracedLlm.Settings;

namespace TracedLlm.Export.Backends;

/// <summary>A backend with the values of its settings.</summary>
internal sealed class ConfiguredBackend
{
    private ConfiguredBackend(BackendFacts facts, BackendAddress address, BackendHeader[] headers, BackendEndpoint? endpoint, string? missing)
    {
        Facts = facts;
        Address = address;
        Headers = headers;
        Endpoint = endpoint;
        Missing = missing;
    }

    public BackendFacts Facts { get; }

    public BackendAddress Address { get; }

    /// <summary>The headers, each with the form that may be logged.</summary>
    public IReadOnlyList<BackendHeader> Headers { get; }

    /// <summary>The endpoint; <see langword="null"/> if a setting is missing.</summary>
    public BackendEndpoint? Endpoint { get; }

    /// <summary>The message about the missing setting; <see langword="null"/> if there is none.</summary>
    public string? Missing { get; }

    /// <summary>Whether the values are those of another backend, because the operator has none of this one.</summary>
    public bool HasStandIn { get; private init; }

    /// <summary>The name, address and protocol for logs, without secrets.</summary>
    public string Describe()
    {
        // A query may be a key.
        var address = SecretRedaction.Redact(Address.Uri.GetLeftPart(UriPartial.Path), []);
        return $"{Facts.Name} ({address}{(Address.Protocol == OtlpProtocol.Grpc ? ", grpc" : "")}{(Address.Source is null ? ", the default address" : "")})";
    }

    /// <summary>Reads the settings of a backend, as the operator or a tenant has configured it.</summary>
    /// <param name="facts">The backend.</param>
    /// <param name="configuration">The gateway's configuration.</param>
    /// <param name="options">The settings of the export.</param>
    /// <param name="tenant">The tenant's values; <see langword="null"/> for the operator.</param>
    /// <param name="warnings">Receives the values that are ignored.</param>
    /// <param name="isOfRequest">Whether a request has brought the tenant's values.</param>
    /// <exception cref="InvalidOperationException">A value is not allowed; the message names the setting, and no secret.</exception>
    public static ConfiguredBackend Create(BackendFacts facts, IConfiguration configuration, TracedLlmExportOptions options, ITenantValues? tenant = null, SettingWarnings? warnings = null, bool isOfRequest = false)
    {
        var values = new BackendValues(facts, configuration, tenant) { Warnings = warnings ?? new(), IsOfRequest = isOfRequest };
        return !values.IsTenants && facts.StandIn(values.Operator, options) is { } other
            ? Create(facts, other, new BackendValues(other, configuration) { Warnings = values.Warnings }, values, options)
            : Create(facts, facts, values, values, options);
    }

    private static ConfiguredBackend Create(
        BackendFacts named, BackendFacts facts, BackendValues values, BackendValues valuesOfView, TracedLlmExportOptions options)
    {
        var address = facts.Address(values);
        KeyValuePair<string, object>[] resource = [.. facts.Resource(values)];
        var rate = facts.SamplingRate(values);
        if (!values.IsTenants && new RatioTable(options.Sampling.Backends).FindFirst(named.Names) is { } stated)
        {
            rate = stated;
        }

        var (timeout, gzip) = (facts.Timeout(values), facts.Gzip(values, address.Protocol));
        var view = facts.AdjustView(valuesOfView, options, facts.View(options));
        var tls = facts.Tls(values, address);
        if (values.Missing.Any())
        {
            return new(named, address, [], null, facts.Missing);
        }

        BackendHeader[] headers;
        try
        {
            headers = [.. facts.Headers(values, address)];
        }
        catch (MissingSettingException exception)
        {
            return new(named, address, [], null, exception.Message);
        }

        var endpoint = new BackendEndpoint(
            named.Name, address.Uri, [.. headers.Select(header => KeyValuePair.Create(header.Name, header.Value))], view)
        {
            Protocol = address.Protocol,
            Gzip = gzip,
            Timeout = timeout,
            SamplingRate = rate,
            Resource = resource,
            Tls = tls,
            Owner = values.Owner,
        };
        return new(named, address, headers, endpoint, null) { HasStandIn = named != facts };
    }
}
