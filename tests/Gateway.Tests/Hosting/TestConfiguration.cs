namespace TracedLlm.Samples.Gateway.Tests.Hosting;

/// <summary>Completes the configuration of a test that is not about keys.</summary>
internal static class TestConfiguration
{
    /// <summary>The setting of a gateway that accepts every request.</summary>
    public const string Open = "allow_unauthenticated: true";

    /// <summary>The master key of <see cref="Read"/>, in the environment.</summary>
    public const string MasterKey = "sk-of-the-environment";

    /// <summary>Reads a file <c>config.yaml</c>. The environment has a master key besides <paramref name="environment"/>.</summary>
    public static GatewayConfiguration Read(string yaml, params (string Name, string Value)[] environment) => ConfigurationReader.Read(
        yaml,
        "config.yaml",
        name => environment.FirstOrDefault(variable => variable.Name == name).Value ?? (name == GeneralSettingsReader.MasterKeyVariable ? MasterKey : null));

    /// <summary>The file as it is, if it has general settings; otherwise with the setting <see cref="Open"/>.</summary>
    public static string From(string yaml) =>
        yaml.Contains("general_settings:", StringComparison.Ordinal) ? yaml : $"{yaml.TrimEnd()}\ngeneral_settings: {{ {Open} }}\n";
}
