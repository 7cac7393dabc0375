using TracedLlm.Export;
using YamlDotNet.RepresentationModel;

namespace TracedLlm.Samples.Gateway;

/// <summary>Reads the destinations of traces: <c>metadata.logging</c> of a key, an entry of <c>default_team_settings</c> for a team.</summary>
internal static class DestinationReader
{
    private static readonly string[] CallbackSettings = ["success_callback", "failure_callback", "callbacks"];

    /// <summary>The destinations of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="tags">The tags of the key's requests, which are beside the destinations.</param>
    /// <exception cref="ConfigurationException">A callback is not supported, or lacks credentials.</exception>
    public static IReadOnlyList<TraceDestination> ReadKey(SettingsSection key, out IReadOnlyList<string> tags)
    {
        var metadata = key.Section("metadata");
        tags = metadata?.Texts("tags") ?? [];
        var destinations = new List<TraceDestination>();
        foreach (var logging in metadata?.Sections("logging") ?? [])
        {
            var callback = CallbackNames.ReadOne(logging.Expect(KnownSettings.Logging), "callback_name");
            var vars = logging.Section("callback_vars")?.Expect(KnownSettings.CallbackVars) ?? throw logging.Error("callback_vars", "is required");
            destinations.Add(Checked(new TraceDestination(callback, Read(vars)), logging, "callback_vars"));
        }

        return destinations;
    }

    /// <summary>The destinations of every team.</summary>
    /// <exception cref="ConfigurationException">A callback is not supported, or lacks credentials.</exception>
    public static Dictionary<string, IReadOnlyList<TraceDestination>> ReadTeams(SettingsSection settings)
    {
        var teams = new Dictionary<string, IReadOnlyList<TraceDestination>>(StringComparer.Ordinal);
        foreach (var team in settings.Sections("default_team_settings"))
        {
            var id = team.Expect(KnownSettings.Team).RequiredText("team_id");
            var vars = Read(team);
            var callbacks = CallbackSettings.SelectMany(setting => CallbackNames.Read(team, setting)).Distinct();
            if (!teams.TryAdd(id, [.. callbacks.Select(callback => Checked(new TraceDestination(callback, vars), team, "team_id"))]))
            {
                throw team.Error("team_id", $"is used twice: '{id}'");
            }
        }

        return teams;
    }

    // Text() throws if the file names an environment variable that is not set.
    private static CallbackVars Read(SettingsSection section) => new(CallbackVars.Names.Select(name => KeyValuePair.Create(
        name,
        section.Value(name) is YamlMappingNode && section.Section(name) is { } headers ? ReadHeaders(headers) : section.Text(name))));

    // Headers may be a mapping, or one text of name=value pairs, percent-encoded as in OTEL_EXPORTER_OTLP_HEADERS.
    private static string ReadHeaders(SettingsSection headers) =>
        string.Join(',', headers.Names().Select(name => $"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(headers.RequiredText(name))}"));

    private static TraceDestination Checked(TraceDestination destination, SettingsSection section, string setting) => destination.Problem is { } problem
        ? throw section.Error(setting, $"cannot be sent to {destination.Callback}: {problem}")
        : destination with { Origin = section.Error(setting, "").Message.TrimEnd() };
}
