using Microsoft.Extensions.Configuration;
using OpenTelemetry.Resources;
using TracedLlm.Export.Otlp;
using TracedLlm.Settings;

namespace TracedLlm.Export.Setup;

/// <summary>The resource, which describes the gateway. The detector of the SDK is not used: it reads the environment alone, and keeps a part of a malformed list.</summary>
internal static class GatewayResource
{
    private static readonly ConfiguredSetting<string> ServiceName = new(
        "OTEL_SERVICE_NAME", SettingTypes.Text, "", "The resource attribute `service.name`.")
    {
        DefaultText = "the application's name",
    };

    private static readonly ConfiguredSetting<string> Attributes = new(
        "OTEL_RESOURCE_ATTRIBUTES", SettingTypes.Text, "", "Further resource attributes: `name=value`, separated by commas, percent-encoded.");

    private static readonly ConfiguredSetting<string> Environment = new(
        "OTEL_ENVIRONMENT_NAME",
        SettingTypes.Text,
        "",
        "The resource attributes `deployment.environment.name` and `deployment.environment`, its older name.")
    {
        Variables = [new("LITELLM_DEPLOYMENT_ENVIRONMENT")],
    };

    private static readonly ConfiguredSetting<string> ModelId = new(
        "OTEL_MODEL_ID", SettingTypes.Text, "", "LiteLLM's resource attribute `model_id`.");

    public static readonly Setting[] Settings = [ServiceName, Attributes, Environment, ModelId];

    /// <summary>
    /// Creates the resource, the same for spans, metrics and log records: a backend takes other attributes for another process.
    /// It has <c>service.instance.id</c>, because replicas send the same series of metrics.
    /// </summary>
    /// <remarks> Malformed attributes are a warning and all ignored, as the specification wants it.</remarks>
    public static ResourceBuilder CreateBuilder(IConfiguration configuration, string application, SettingWarnings warnings)
    {
        var builder = ResourceBuilder.CreateEmpty()
            .AddService(application, serviceInstanceId: ServiceInstance.Id)
            .AddTelemetrySdk()
            .AddAttributes(Parse(Attributes.Read(configuration, warnings), warnings));
        return builder.AddAttributes(ReadNamed(configuration, warnings));
    }

    // A variable for one attribute wins over the list.
    private static IEnumerable<KeyValuePair<string, object>> ReadNamed(IConfiguration configuration, SettingWarnings warnings)
    {
        if (ServiceName.TryRead(configuration, warnings, out var service))
        {
            yield return new("service.name", service);
        }

        if (Environment.TryRead(configuration, warnings, out var environment))
        {
            yield return new("deployment.environment.name", environment);
            yield return new("deployment.environment", environment);
        }

        if (ModelId.TryRead(configuration, warnings, out var model))
        {
            yield return new("model_id", model);
        }
    }

    private static List<KeyValuePair<string, object>> Parse(string list, SettingWarnings warnings)
    {
        List<KeyValuePair<string, object>> attributes = [];
        foreach (var pair in list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
            {
                warnings.Add($"{SettingError.ItemNotAllowed(Attributes.Name, pair, "name=value pairs, separated by commas").Message} All of its attributes are ignored.");
                return [];
            }

            attributes.Add(new(pair[..equals].Trim(), Uri.UnescapeDataString(pair[(equals + 1)..].Trim())));
        }

        return attributes;
    }
}
