using Microsoft.Extensions.Configuration;
using OpenTelemetry.Resources;
using TracedLlm.Settings;

namespace TracedLlm.Export.Setup;

/// <summary>The resource of the spans, which describes the gateway. The detector of the SDK reads the environment alone, no other configuration.</summary>
internal static class GatewayResource
{
    private static readonly ConfiguredSetting<string> ServiceName = new(
        "OTEL_SERVICE_NAME", SettingTypes.Text, "", "The resource attribute `service.name`.")
    {
        DefaultText = "the application's name",
    };

    private static readonly ConfiguredSetting<string> Attributes = new(
        "OTEL_RESOURCE_ATTRIBUTES", SettingTypes.Text, "", "Further resource attributes: `name=value`, separated by commas, percent-encoded.");

    public static readonly Setting[] Settings = [ServiceName, Attributes];

    /// <exception cref="InvalidOperationException">The attributes are malformed.</exception>
    public static ResourceBuilder CreateBuilder(IConfiguration configuration, string application)
    {
        var builder = ResourceBuilder.CreateEmpty()
            .AddService(application, autoGenerateServiceInstanceId: false)
            .AddTelemetrySdk()
            .AddEnvironmentVariableDetector()
            .AddAttributes(Parse(Attributes.Read(configuration)));
        return ServiceName.TryRead(configuration, out var name) ? builder.AddAttributes([new("service.name", name)]) : builder;
    }

    private static List<KeyValuePair<string, object>> Parse(string list)
    {
        List<KeyValuePair<string, object>> attributes = [];
        foreach (var pair in list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
            {
                throw SettingError.ItemNotAllowed(Attributes.Name, pair, "name=value pairs, separated by commas");
            }

            attributes.Add(new(pair[..equals].Trim(), Uri.UnescapeDataString(pair[(equals + 1)..].Trim())));
        }

        return attributes;
    }
}
