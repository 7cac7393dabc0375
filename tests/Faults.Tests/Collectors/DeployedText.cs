using System.Globalization;
using System.Text.RegularExpressions;
using TracedLlm.Faults.Tests.Campaign;
using TracedLlm.Testing.Backends;
using YamlDotNet.RepresentationModel;

namespace TracedLlm.Faults.Tests.Collectors;

/// <summary>The files of <c>deploy/</c> as they are shipped, with addresses of this machine.</summary>
internal static partial class DeployedText
{
    private const string Settings = "litellm_settings:\n";

    /// <summary>A file of <c>deploy/</c>.</summary>
    public static string Read(string file) => File.ReadAllText(ReliabilityPage.PathOf($"deploy/{file}"));

    /// <summary>Replaces the addresses on which a Collector listens.</summary>
    public static string Listening(string text, LocalPorts ports) =>
        AnyAddress().Replace(text, match => ports.Address(int.Parse(match.Groups["port"].Value, CultureInfo.InvariantCulture)));

    /// <summary>Replaces the look-up of the samplers' name by their addresses.</summary>
    public static string WithSamplers(string text, IReadOnlyList<LocalPorts> samplers) => Resolver().Replace(text, match =>
        $"static: {{ hostnames: [{string.Join(", ", samplers.Select(sampler => $"\"{sampler.Address(int.Parse(match.Groups["port"].Value, CultureInfo.InvariantCulture))}\""))}] }}");

    /// <summary>The exporter's name in Collectors before 0.153.</summary>
    public static string WithOldNames(string text) => text.Replace("load_balancing/", "loadbalancing/", StringComparison.Ordinal);

    /// <summary>Adds keys to the gateways' file, each with a project of its own at another Langfuse.</summary>
    public static string WithKeys(string text, Uri langfuse, params IEnumerable<(string Name, LangfuseProject Project)> keys) =>
        text.Replace(Settings, $"{Settings}  provider_url_destination_allowed_hosts: ['{langfuse.Authority}']\n", StringComparison.Ordinal)
        + "  keys:\n"
        + string.Concat(keys.Select(key =>
            $$"""    - { key: {{KeyOf(key.Name)}}, key_alias: {{key.Name}}, metadata: { logging: [{ callback_name: langfuse_otel, callback_vars: { langfuse_public_key: {{key.Project.PublicKey}}, langfuse_secret_key: {{key.Project.SecretKey}}, langfuse_host: '{{langfuse.GetLeftPart(UriPartial.Authority)}}' } }] } }"""
            + "\n"));

    /// <summary>The key of that name.</summary>
    public static string KeyOf(string name) => $"sk-gateway-{name}";

    /// <summary>The environment that <c>compose.yaml</c> gives a service, with the defaults of its variables.</summary>
    public static Dictionary<string, string> EnvironmentOf(string service)
    {
        var stream = new YamlStream();
        using var reader = new StringReader(Read("compose.yaml"));
        stream.Load(reader);
        var environment = (YamlMappingNode)stream.Documents[0].RootNode["services"][service]["environment"];
        return environment.ToDictionary(one => one.Key.ToString(), one => Variable().Replace(one.Value.ToString(), match => match.Groups["default"].Value));
    }

    [GeneratedRegex(@"0\.0\.0\.0:(?<port>\d+)")]
    private static partial Regex AnyAddress();

    [GeneratedRegex("""dns: \{ hostname: sampler, port: "(?<port>\d+)", interval: 5s \}""")]
    private static partial Regex Resolver();

    [GeneratedRegex(@"\$\{\w+(:-(?<default>[^}]*))?\}")]
    private static partial Regex Variable();
}
