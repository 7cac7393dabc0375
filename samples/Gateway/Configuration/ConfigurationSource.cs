using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace TracedLlm.Samples.Gateway;

/// <summary>One configuration file while the gateway reads it: its name, the environment variables and the warnings.</summary>
internal sealed partial class ConfigurationSource(string file, Func<string, string?> environment)
{
    private const string EnvironmentPrefix = "os.environ/";

    private readonly Dictionary<string, SettingsSection> _sections = new(StringComparer.Ordinal);
    private readonly List<string> _warnings = [];
    private readonly Dictionary<YamlNode, string> _included = new(ReferenceEqualityComparer.Instance);

    /// <summary>The environment variables that the file sets; they go before those of the process.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; set; } = new Dictionary<string, string>();

    /// <summary>The folder of the file; files that it includes are relative to it.</summary>
    public string Folder => Path.GetDirectoryName(Path.GetFullPath(file))!;

    /// <summary>The file's name.</summary>
    public string File => file;

    public void Warn(string warning) => _warnings.Add(warning);

    /// <summary>An error of the whole file.</summary>
    public ConfigurationException Error(string reason) => new(file, 0, reason);

    public ConfigurationException Error(YamlNode node, string reason) => new(FileOf(node), node.Start.Line, reason);

    /// <summary>Remembers that <paramref name="node"/> and the nodes below it are of another file.</summary>
    public void Include(YamlNode node, string path)
    {
        var nodes = new Stack<YamlNode>([node]);
        while (nodes.TryPop(out var included))
        {
            // A node that is there already is an alias.
            if (_included.TryAdd(included, path))
            {
                foreach (var child in included switch
                {
                    YamlMappingNode mapping => mapping.Children.SelectMany(entry => new[] { entry.Key, entry.Value }),
                    YamlSequenceNode sequence => sequence.Children,
                    _ => Enumerable.Empty<YamlNode>(),
                })
                {
                    nodes.Push(child);
                }
            }
        }
    }

    /// <summary>The file that <paramref name="node"/> is in.</summary>
    public string FileOf(YamlNode node) => _included.GetValueOrDefault(node, file);

    /// <summary>Resolves a value of the form <c>os.environ/NAME</c>; <paramref name="variable"/> is the name of the variable if it is not set.</summary>
    public string? Resolve(string value, out string? variable)
    {
        variable = null;
        if (!value.StartsWith(EnvironmentPrefix, StringComparison.Ordinal))
        {
            return value;
        }

        var name = value[EnvironmentPrefix.Length..];
        var resolved = ValueOf(name);
        variable = string.IsNullOrEmpty(resolved) ? name : null;
        return variable is null ? resolved : null;
    }

    /// <summary>Reads a variable that the gateway knows without an entry in the file, such as <c>OPENAI_API_KEY</c>.</summary>
    public string? Variable(string? name) => name is null || ValueOf(name) is not { Length: > 0 } value ? null : value;

    private string? ValueOf(string name) => Variables.GetValueOrDefault(name) ?? environment(name);

    public SettingsSection Section(YamlNode node, string path)
    {
        if (node is not YamlMappingNode mapping)
        {
            throw Error(node, $"{(path.Length == 0 ? "the file" : path)} must be a mapping");
        }

        if (!_sections.TryGetValue(path, out var section))
        {
            section = new SettingsSection(this, mapping, path);
            _sections.Add(path, section);
        }

        return section;
    }

    /// <summary>Refuses the settings that nothing has read, where the table of their section does.</summary>
    /// <exception cref="ConfigurationException">The gateway must not start with one of the settings.</exception>
    public void Check()
    {
        if (Unread().FirstOrDefault(setting => setting.Problem is not null) is { Problem: { } problem } setting)
        {
            throw Error(setting.Key, problem);
        }
    }

    /// <summary>All warnings; the first one says in one block what of the file is not used.</summary>
    public IReadOnlyList<string> Warnings()
    {
        var unread = Unread().Where(setting => setting.Known is not { Unknown: UnknownSettings.Ignore } || setting.HasNoEffect).ToList();
        string[] lines =
        [
            .. Named("settings of LiteLLM that have no effect here", unread.Where(setting => setting is { HasNoEffect: true, IsOff: false })),
            .. Named("unknown settings", unread.Where(setting => !setting.HasNoEffect)),
        ];
        return lines.Length == 0 ? _warnings : [$"{file}: not used, see docs/litellm.md:\n  {string.Join("\n  ", lines)}", .. _warnings];
    }

    /// <summary>The sections that were read, each with the names that the gateway reads in it.</summary>
    public IEnumerable<(string Path, KnownSettings? Known, IReadOnlyCollection<string> Names)> Sections =>
        _sections.Select(section => (section.Key, section.Value.Known, section.Value.KnownNames));

    private IEnumerable<UnreadSetting> Unread() => _sections.Values.SelectMany(section => section.Unread()).OrderBy(setting => setting.Line);

    // The same setting of many deployments is one name.
    private static IEnumerable<string> Named(string title, IEnumerable<UnreadSetting> settings)
    {
        var names = settings.GroupBy(setting => Index().Replace(setting.Path, "[]"))
            .Select(group => string.Create(CultureInfo.InvariantCulture, $"{(group.Count() == 1 ? group.First().Path : group.Key)} (line{(group.Count() == 1 ? "" : "s")} {string.Join(", ", group.Select(setting => setting.Line).Distinct())})"))
            .ToList();
        return names.Count == 0 ? [] : [$"{title}: {string.Join(", ", names)}"];
    }

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Index();
}
