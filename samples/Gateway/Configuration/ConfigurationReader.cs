using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace TracedLlm.Samples.Gateway;

/// <summary>Reads LiteLLM's <c>config.yaml</c>.</summary>
internal static class ConfigurationReader
{
    /// <exception cref="ConfigurationException">The file cannot be read or used.</exception>
    public static GatewayConfiguration ReadFile(string path)
    {
        try
        {
            return Read(File.ReadAllText(path), path, Environment.GetEnvironmentVariable);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException(path, 0, exception.Message);
        }
    }

    /// <inheritdoc cref="ReadFile"/>
    public static GatewayConfiguration Read(string yaml, string file, Func<string, string?> environment)
    {
        var source = new ConfigurationSource(file, environment);
        var root = source.Section(Parse(yaml, file), "");

        var deployments = ModelListReader.Read(root, source);
        var configuration = new GatewayConfiguration { Deployments = deployments };
        var litellm = root.Section("litellm_settings");
        configuration = LiteLlmSettingsReader.Read(litellm, configuration);
        var general = root.Section("general_settings");
        configuration = configuration with
        {
            Guardrails = GuardrailsReader.Read(root.Sections("guardrails")),
            Keys = GeneralSettingsReader.Read(general),
            CorsOrigins = CorsOriginsReader.Read(general, source),
            AlwaysIncludeStreamUsage = general?.Boolean("always_include_stream_usage"),
            PublicAddress = PublicAddressReader.Read(general, source),
            MaxRequestBytes = GeneralSettingsReader.ReadMaxRequestBytes(general),
            PassThrough = general?.Boolean("pass_through") ?? true,
        };
        configuration = CallerGuardrailsReader.Read(general, litellm, ClientParametersReader.WithGeneral(general, configuration));
        WarnOfWaysAroundGuardrails(configuration, source);

        return configuration with { Warnings = source.Warnings() };
    }

    private static void WarnOfWaysAroundGuardrails(GatewayConfiguration configuration, ConfigurationSource source)
    {
        var guardrails = configuration.Guardrails.Where(guardrail => guardrail.DefaultOn).Select(guardrail => guardrail.Name).Distinct().ToList();
        var vendors = Provider.ByVendor
            .Where(vendor => configuration.Deployments.Any(deployment => deployment.Provider.Name == vendor.Value))
            .Select(vendor => $"/{vendor.Key}/…")
            .Order(StringComparer.Ordinal)
            .ToList();
        if (configuration.PassThrough && guardrails.Count > 0 && vendors.Count > 0)
        {
            source.Warn(
                $"pass-through goes around the guardrails that are on by default: requests to {string.Join(", ", vendors)} are not checked by "
                + $"{string.Join(", ", guardrails)}. To refuse such requests, set general_settings.pass_through: false");
        }
    }

    private static YamlNode Parse(string yaml, string file)
    {
        var parser = new Parser(new StringReader(yaml));
        try
        {
            var stream = new YamlStream();
            stream.Load(parser);
            return stream.Documents.Count == 1
                ? stream.Documents[0].RootNode
                : throw new ConfigurationException(file, 0, stream.Documents.Count == 0 ? "the file is empty" : "the file holds more than one document");
        }
        catch (YamlException exception)
        {
            throw new ConfigurationException(file, exception.Start.Line, exception.InnerException?.Message ?? exception.Message);
        }
        catch (InvalidOperationException)
        {
            // YamlDotNet's scanner throws this exception for some unclosed brackets.
            throw new ConfigurationException(file, parser.Current?.End.Line ?? 0, "the file is not valid YAML after this line");
        }
    }
}
