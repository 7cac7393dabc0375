using System.Collections.Frozen;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace TracedLlm.Samples.Gateway;

/// <summary>Reads <c>guardrails</c>.</summary>
internal static class GuardrailsReader
{
    private const double LongestTimeout = 600;

    private static readonly TimeSpan LongestMatch = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    private static readonly FrozenDictionary<string, GuardrailMode> Modes = new Dictionary<string, GuardrailMode>
    {
        ["pre_call"] = GuardrailMode.PreCall,
        ["during_call"] = GuardrailMode.DuringCall,
        ["post_call"] = GuardrailMode.PostCall,
        ["logging_only"] = GuardrailMode.LoggingOnly,
    }.ToFrozenDictionary();

    public static IReadOnlyList<GuardrailSettings> Read(IReadOnlyList<SettingsSection> guardrails)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var read = new List<GuardrailSettings>();
        foreach (var guardrail in guardrails)
        {
            var name = guardrail.Expect(KnownSettings.GuardrailEntry).RequiredText("guardrail_name");
            if (!names.Add(name))
            {
                throw guardrail.Error("guardrail_name", $"is used twice: '{name}'");
            }

            var parameters = guardrail.Section("litellm_params")?.Expect(KnownSettings.Guardrail) ?? throw guardrail.Error("litellm_params", "is required");
            GuardrailSettings settings = parameters.RequiredText("guardrail") switch
            {
                "regex" => ReadPattern(parameters, name),
                "generic_guardrail_api" => ReadGenericApi(parameters, name),
                var kind => throw parameters.Error("guardrail", $"is not supported: '{kind}'; guardrails: regex, generic_guardrail_api"),
            };
            read.Add(settings with { DefaultOn = parameters.Boolean("default_on") ?? false });
        }

        return read;
    }

    private static GuardrailSettings.Pattern ReadPattern(SettingsSection parameters, string name)
    {
        var masks = parameters.Text("action") switch
        {
            null or "block" => false,
            "mask" => true,
            var action => throw parameters.Error("action", $"must be block or mask, not '{action}'"),
        };

        return new GuardrailSettings.Pattern(ReadEntities(parameters, name), masks) { Name = name, Modes = ReadModes(parameters) };
    }

    // A single pattern has the guardrail's name; each of several patterns has its own name.
    private static List<(string Entity, Regex Regex)> ReadEntities(SettingsSection parameters, string name) => parameters.Section("patterns") is { } patterns
        ? [.. patterns.Names().Select(entity => (entity, ReadRegex(patterns, entity)))]
        : [(name, ReadRegex(parameters, "pattern"))];

    private static Regex ReadRegex(SettingsSection section, string setting)
    {
        try
        {
            return new Regex(section.RequiredText(setting), RegexOptions.CultureInvariant, LongestMatch);
        }
        catch (RegexParseException exception)
        {
            throw section.Error(setting, $"is not a regular expression: {exception.Message}");
        }
    }

    private static GuardrailSettings.GenericApi ReadGenericApi(SettingsSection parameters, string name)
    {
        var address = parameters.RequiredText("api_base");
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            throw parameters.Error("api_base", $"must be an http or https address, not '{address}'");
        }

        var failOpen = parameters.Text("unreachable_fallback") switch
        {
            null or "fail_closed" => false,
            "fail_open" => true,
            var fallback => throw parameters.Error("unreachable_fallback", $"must be fail_closed or fail_open, not '{fallback}'"),
        };

        return new GuardrailSettings.GenericApi(
            GenericGuardrail.EndpointFor(uri), ReadHeaders(parameters), failOpen, ReadTimeout(parameters), YamlJson.FromNode(parameters.Value("additional_provider_specific_params")))
        {
            Name = name,
            Modes = ReadModes(parameters),
            ExtraHeaders = parameters.Texts("extra_headers"),
        };
    }

    private static TimeSpan ReadTimeout(SettingsSection parameters) => parameters.Number("timeout") switch
    {
        null => DefaultTimeout,
        { } seconds when seconds is > 0 and <= LongestTimeout => TimeSpan.FromSeconds(seconds),
        _ => throw parameters.Error("timeout", $"must be more than 0 and at most {LongestTimeout} seconds"),
    };

    private static Dictionary<string, string> ReadHeaders(SettingsSection parameters)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (parameters.Text("api_key") is { Length: > 0 } key)
        {
            headers["x-api-key"] = key;
        }

        if (parameters.Section("headers") is { } section)
        {
            using var message = new HttpRequestMessage();
            foreach (var header in section.Names())
            {
                var value = section.Text(header) ?? "";
                headers[header] = message.Headers.TryAddWithoutValidation(header, value) && !value.Any(char.IsControl)
                    ? value
                    : throw section.Error(header, "cannot be a header of a request");
            }
        }

        return headers;
    }

    // A list of modes, or one for each tag: {tags: {TAG: pre_call}, default: [post_call]}.
    private static GuardrailModes ReadModes(SettingsSection parameters)
    {
        if (parameters.Value("mode") is not YamlMappingNode || parameters.Section("mode")?.Expect(KnownSettings.GuardrailModes) is not { } byTag)
        {
            return new(ReadModes(parameters, "mode", isRequired: true));
        }

        var tags = byTag.Section("tags") ?? throw byTag.Error("tags", "is required");
        return new(
            ReadModes(byTag, "default", isRequired: false),
            tags.Names().ToDictionary(tag => tag, IReadOnlyList<GuardrailMode> (tag) => ReadModes(tags, tag, isRequired: true), StringComparer.Ordinal));
    }

    private static List<GuardrailMode> ReadModes(SettingsSection section, string setting, bool isRequired)
    {
        var modes = section.Texts(setting);
        return modes.Count == 0 && isRequired
            ? throw section.Error(setting, "is required")
            : [.. modes.Distinct().Select(mode => Modes.TryGetValue(mode, out var known)
                ? known
                : throw section.Error(setting, $"is not supported: '{mode}'; modes: {string.Join(", ", Modes.Keys.Order(StringComparer.Ordinal))}"))];
    }
}
