using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using TracedLlm.Export.Backends;

namespace TracedLlm.Export.Tests.Backends;

/// <summary>A backend as it is resolved from settings, as text.</summary>
internal static class BackendText
{
    /// <summary>The backends that <c>TracedLlm:Callbacks</c> names.</summary>
    /// <param name="callbacks">The setting.</param>
    /// <param name="settings">Further settings, one <c>NAME=value</c> a line; of a name that occurs twice the last one counts.</param>
    public static BackendSelection Select(string callbacks, string settings = "") => new(Context(callbacks, settings));

    /// <summary>What the export is set up from.</summary>
    public static BackendContext Context(string callbacks, string settings = "")
    {
        var configuration = Configuration($"TracedLlm:Callbacks={callbacks}\n{settings}");
        var options = new TracedLlmExportOptions();
        TracedLlmExportOptions.Settings.Apply(configuration, options);
        TracedLlmExportOptions.Settings.Check(options);
        return new(configuration, options);
    }

    /// <summary>The endpoint of one backend, as text.</summary>
    public static string Resolve(string callback, string settings = "") => Print(Assert.Single(Select(callback, settings).Backends).Endpoint!);

    /// <summary>The address that one backend resolves to, and how spans travel there.</summary>
    public static string Address(string callback, string settings)
    {
        var address = Assert.Single(Select(callback, settings).Backends).Address;
        return address.Protocol == OtlpProtocol.Grpc ? $"grpc {address.Uri}" : address.Uri.ToString();
    }

    /// <summary>The message that a setting ends the program with.</summary>
    public static string Error(string callback, string settings)
    {
        var error = Assert.ThrowsAny<InvalidOperationException>(() => Select(callback, settings).RequireCredentials(hasTenants: false));
        return error.Message;
    }

    /// <summary>Everything of an endpoint that is not its default.</summary>
    public static string Print(BackendEndpoint endpoint)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{endpoint.Backend} {endpoint.Protocol} {endpoint.Address}");
        foreach (var (name, value) in endpoint.Headers)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{name}: {value}");
        }

        foreach (var (name, value) in endpoint.Resource)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"resource {name}={value}");
        }

        text.Append(endpoint.View.Name);
        text.Append(endpoint.Gzip ? ", gzip" : "");
        text.Append(endpoint.SamplingRate == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $", {endpoint.SamplingRate} of all"));
        text.Append(endpoint.Timeout == TimeSpan.FromSeconds(10) ? "" : string.Create(CultureInfo.InvariantCulture, $", {endpoint.Timeout.TotalMilliseconds} ms"));
        return text.ToString();
    }

    private static IConfiguration Configuration(string settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('=', 2))
            .GroupBy(pair => pair[0].Trim(), pair => pair[1].Trim())
            .Select(values => KeyValuePair.Create(values.Key, (string?)values.Last())))
        .Build();
}
