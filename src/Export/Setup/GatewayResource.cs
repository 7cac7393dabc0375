using Microsoft.Extensions.Configuration;
using OpenTelemetry.Resources;

namespace TracedLlm.Export;

/// <summary>What the spans say of the gateway itself. The SDK's detector knows the environment only, not other configuration.</summary>
internal static class GatewayResource
{
    private const string ServiceName = "OTEL_SERVICE_NAME";
    private const string Attributes = "OTEL_RESOURCE_ATTRIBUTES";

    /// <exception cref="InvalidOperationException">The attributes are malformed.</exception>
    public static ResourceBuilder Of(IConfiguration configuration, string application)
    {
        var builder = ResourceBuilder.CreateEmpty()
            .AddService(application, autoGenerateServiceInstanceId: false)
            .AddTelemetrySdk()
            .AddEnvironmentVariableDetector()
            .AddAttributes(Parse(configuration[Attributes]));
        return configuration[ServiceName] is { Length: > 0 } name ? builder.AddAttributes([new("service.name", name)]) : builder;
    }

    private static List<KeyValuePair<string, object>> Parse(string? list)
    {
        List<KeyValuePair<string, object>> attributes = [];
        foreach (var pair in (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
            {
                throw new InvalidOperationException($"{Attributes} has '{pair}'; allowed are name=value pairs, separated by commas.");
            }

            attributes.Add(new(pair[..equals].Trim(), Uri.UnescapeDataString(pair[(equals + 1)..].Trim())));
        }

        return attributes;
    }
}
