using System.Text.RegularExpressions;
using TracedLlm.Samples.Gateway.Tests.Deploy;
using TracedLlm.Samples.Gateway.Tests.Requests;
using TracedLlm.Testing.Snapshots;

namespace TracedLlm.Samples.Gateway.Tests.Configuration;

/// <summary>docs/litellm.md says of LiteLLM what works, what differs and what is not there. The tables in code write their parts; the rest names what is there.</summary>
public sealed partial class LiteLlmPageTests
{
    private const string Page = "docs/litellm.md";
    private const string AnyCost = "`*_cost*`";

    /// <summary>A file with every section that the gateway reads.</summary>
    private const string EverySection = """
        model_list:
          - { model_name: a, litellm_params: { model: openai/a, api_key: k, litellm_credential_name: c, stream_options: { include_usage: true } }, model_info: { id: a } }
          - { model_name: b, litellm_params: { model: bedrock/b, aws_region_name: eu-central-1, api_key: k, litellm_credential_name: c } }
          - { model_name: c, litellm_params: { model: azure/c, api_base: 'https://c', api_key: k, litellm_credential_name: c } }
          - { model_name: d, litellm_params: { model: vertex_ai/d, vertex_project: p, vertex_location: global, api_key: k, litellm_credential_name: c } }
        credential_list: [{ credential_name: c, credential_values: { api_key: k } }]
        environment_variables: { A: b }
        litellm_settings: { default_team_settings: [{ team_id: t, metadata: {} }] }
        router_settings: { routing_strategy_args: {}, retry_policy: {}, allowed_fails_policy: {} }
        callback_settings: { otel: { message_logging: true } }
        guardrails:
          - { guardrail_name: words, litellm_params: { guardrail: regex, mode: { tags: { a: pre_call }, default: pre_call }, pattern: a } }
          - { guardrail_name: policy, litellm_params: { guardrail: generic_guardrail_api, mode: pre_call, api_base: 'http://policy' } }
        general_settings:
          keys: [{ key: sk-a, metadata: { logging: [{ callback_name: langfuse, callback_vars: { langfuse_public_key: p, langfuse_secret_key: s } }] } }]
        """;

    // In these sections the names are the operator's.
    private static readonly Dictionary<string, string> OwnNames = new()
    {
        ["callback_settings"] = "the name of any callback",
        ["guardrails[].litellm_params.mode.tags"] = "any tag",
    };

    // Here prices are read, by the many names of LiteLLM's price file.
    private static readonly string[] PricedSections = ["model_list[].litellm_params", "model_list[].model_info"];

    private static string Text => File.ReadAllText(DeployedFile.PathOf(Page));

    [Fact]
    public void The_page_has_every_setting_of_the_file() => PageSection.Match(Page, "settings", string.Join("\n\n", SectionsRead().Select(Table)) + "\n");

    [Fact]
    public void The_page_has_every_flag() => PageSection.Match(
        Page,
        "flags",
        "| flag | here | |\n|---|---|---|\n" + string.Concat(LiteLlmFlag.All.Select(flag => $"| `{flag.Name}` | {WordFor(flag.Use)} | {flag.Text} |\n")));

    [Fact]
    public void The_page_has_every_field_of_a_request() => PageSection.Match(
        Page,
        "fields",
        "| field | here |\n|---|---|\n" + string.Concat(KnownLiteLlmFields.All.Distinct().Order(StringComparer.Ordinal)
            .GroupBy(name => LiteLlmFields.UseOf(name)!.Value)
            .OrderBy(group => group.Key)
            .Select(group => $"| {string.Join(", ", group.Select(name => $"`{name}`"))} | {WordFor(group.Key)} |\n")));

    [Fact]
    public void The_page_has_every_header_that_pages_in_a_browser_may_read() =>
        Assert.Empty(GatewayHeaders.Readable.Except(CodeIn(PartOf("## Response headers"))));

    [Fact]
    public void The_page_has_every_route_that_the_gateway_refuses_with_a_reason()
    {
        var absent = RowsIn("## Routes").Where(cells => cells[2].StartsWith("not there", StringComparison.Ordinal)).SelectMany(cells => CodeIn(cells[1])).ToList();

        Assert.Empty(AbsentRoutes.Paths.Except(absent.Select(path => path.TrimEnd('*', '/'))));
        Assert.DoesNotContain(absent, path => AbsentRoutes.ReasonFor(path.TrimEnd('*', '/')) is null);
    }

    [Fact]
    public async Task Every_flag_of_the_help_that_LiteLLM_has_too_works()
    {
        string[] own = ["--urls", "--demo", "--viewer", "--check", "--help"];
        using var help = new StringWriter();
        await GatewayCommand.RunAsync(["--no-such-flag"], help);

        Assert.Equal(
            LiteLlmFlag.All.Where(flag => flag.Use == FlagUse.Works).Select(flag => flag.Name).Order(StringComparer.Ordinal),
            help.ToString().Split('\n').Select(line => HelpLine().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value).Except(own).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("## Routes")]
    [InlineData("## Request headers")]
    [InlineData("## Response headers")]
    [InlineData("## Variables")]
    [InlineData("## Hooks")]
    [InlineData("## Metrics")]
    public void Every_row_says_works_differs_or_not_there(string part) =>
        Assert.DoesNotContain(RowsIn(part), cells => cells[2].Split([' ', ':', '.', ','])[0] is not ("works" or "differs" or "not"));

    // A name that works here is in the code, or on the page of the settings that the code writes.
    [Theory]
    [InlineData("## Request headers")]
    [InlineData("## Response headers")]
    [InlineData("## Variables")]
    public void Every_name_that_works_is_known_to_the_code(string part)
    {
        var known = KnownToTheCode();

        Assert.DoesNotContain(
            RowsIn(part).Where(cells => !cells[2].StartsWith("not there", StringComparison.Ordinal)).SelectMany(cells => CodeIn(cells[1])),
            name => !known.Contains(name.TrimEnd('*'), StringComparison.Ordinal));
    }

    [Fact]
    public void Every_type_that_a_hook_becomes_is_there()
    {
        var types = Directory.EnumerateFiles(DeployedFile.PathOf("src"), "*.cs", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(DeployedFile.PathOf("samples/Gateway"), "*.cs", SearchOption.AllDirectories))
            .Select(Path.GetFileNameWithoutExtension)
            .ToHashSet();

        Assert.DoesNotContain(RowsIn("## Hooks").SelectMany(cells => CodeIn(cells[2])), name => TypeName().IsMatch(name) && !types.Contains(name));
    }

    [Theory]
    [InlineData("USE_OTEL_LITELLM_REQUEST_SPAN")]
    [InlineData("flush_interval")]
    [InlineData("set_verbose")]
    [InlineData("--port")]
    [InlineData("--detailed_debug")]
    [InlineData("async_post_call_failure_hook")]
    public void A_name_that_teams_look_for_is_on_the_page(string name) => Assert.Contains($"`{name}`", Text, StringComparison.Ordinal);

    private static IEnumerable<(string Path, IReadOnlyList<KnownSettings> Known, IReadOnlyList<string> Names)> SectionsRead()
    {
        var source = new ConfigurationSource("config.yaml", _ => null);
        ConfigurationReader.Read(EverySection, source);
        return source.Sections
            .Where(section => section.Path != "environment_variables")
            .GroupBy(section => Index().Replace(section.Path, "[]"))
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Where(group => group.Any(section => section.Known is not null || section.Names.Count > 0))
            .Select(group => (
                group.Key,
                (IReadOnlyList<KnownSettings>)[.. group.Select(section => section.Known).OfType<KnownSettings>().Distinct()],
                (IReadOnlyList<string>)[.. group.SelectMany(section => section.Names).Distinct().Order(StringComparer.Ordinal)]));
    }

    private static string Table((string Path, IReadOnlyList<KnownSettings> Known, IReadOnlyList<string> Names) section)
    {
        var rows = new List<string> { $"**{(section.Path.Length == 0 ? "The file" : $"`{section.Path}`")}**\n", "| setting | here |", "|---|---|" };
        var absent = section.Known.SelectMany(known => known.Absent).ToList();
        if (section.Names.Except(absent).ToList() is { Count: > 0 } names)
        {
            rows.Add($"| {OwnNames.GetValueOrDefault(section.Path) ?? Code(names)} | works |");
        }

        if (absent.Count > 0)
        {
            rows.Add($"| {Code(absent)} | not there: the log says what is missing, or the start stops |");
        }

        var isPriced = PricedSections.Contains(section.Path);
        if (isPriced)
        {
            rows.Add("| prices, by their [names in LiteLLM's price file](cost.md#which-prices-are-used) | works |");
        }

        foreach (var known in section.Known)
        {
            if (known.WithoutEffect.Except(section.Names).Order(StringComparer.Ordinal).ToList() is { Count: > 0 } idle)
            {
                rows.Add($"| {Code(idle).Replace(AnyCost, isPriced ? $"other {AnyCost}" : AnyCost, StringComparison.Ordinal)} | not there: without effect, which the log says |");
            }

            // What is read for one provider stops the start with another one.
            rows.AddRange(known.Refused.Where(setting => !section.Names.Contains(setting.Name)).GroupBy(setting => setting.Reason).Select(group => $"| {Code(group.Select(setting => setting.Name))} | not there: it stops the start, because it {group.Key} |"));
        }

        if (section.Known.Any(known => known.Unknown == UnknownSettings.Ignore))
        {
            rows.Add("| any other name | works: the section may hold anything |");
        }

        return string.Join('\n', rows);
    }

    private static string Code(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"`{name}`"));

    private static string WordFor(FlagUse use) => use switch
    {
        FlagUse.Works => "works",
        FlagUse.WithoutEffect => "no effect, with a warning",
        _ => "stops the start",
    };

    private static string WordFor(FieldUse use) => use switch
    {
        FieldUse.Honoured => "works, and no provider receives it",
        FieldUse.Allowed => "works if the configuration allows it to callers; otherwise the request is refused",
        FieldUse.Refused => "the request is refused",
        _ => "not there: no provider receives it, and the log says so once",
    };

    private static string KnownToTheCode() => string.Concat(
        new[] { "src/Runtime", "src/Export", "src/Facts", "samples/Gateway" }
            .SelectMany(folder => Directory.EnumerateFiles(DeployedFile.PathOf(folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(File.ReadAllText));

    private static string PartOf(string heading) => Text.Split(heading + "\n")[1].Split("\n## ")[0];

    private static List<string[]> RowsIn(string heading) =>
        [.. PartOf(heading).Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1).Select(line => line.Split('|', StringSplitOptions.TrimEntries))];

    private static List<string> CodeIn(string text) => [.. Quoted().Matches(text).Select(match => match.Groups[1].Value)];

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Index();

    [GeneratedRegex(@"^  (?:-[?a-z], )*(--[a-z_]+)")]
    private static partial Regex HelpLine();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex("^I?[A-Z][a-z]+[A-Z][A-Za-z]*$")]
    private static partial Regex TypeName();
}
