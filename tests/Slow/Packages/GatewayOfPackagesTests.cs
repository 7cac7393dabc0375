using System.Text.RegularExpressions;
using TracedLlm.Package.Tests.Feeds;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Processes;
using TracedLlm.Testing.Trees;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Package.Tests;

/// <summary>A gateway that references only the packages.</summary>
[Collection(OnePackageFeed.Name)]
public sealed partial class GatewayOfPackagesTests(PackageFeed feed)
{
    private static readonly SpanTreeFormat Shown =
        SpanTreeFormat.Only("litellm.outcome", "litellm.guardrail.name", "app.", "gen_ai.usage.output_tokens") with { ShowEvents = false };

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task A_gateway_builds_without_a_warning_and_is_traced(bool requestDelegateGenerator, bool referenceBoth)
    {
        var web = WebProject.Copy(feed, $"clean-{requestDelegateGenerator}");

        var (exitCode, output) = await web.BuildAsync(
            $"EnableRequestDelegateGenerator={requestDelegateGenerator}", $"ReferenceBoth={referenceBoth}", "TreatWarningsAsErrors=true");

        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain("warning", output.Replace("0 Warning(s)", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(
            ["Guardrails.g.cs", "PayloadRegistrations.g.cs", "Provider.g.cs", "TenantMetadata.Payload.g.cs", "TracedMemberRegistrations.g.cs"],
            web.Generated);
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {app.tenant.id=t1, litellm.outcome=ok}
            └─ litellm_request  {app.tenant.id=t1, gen_ai.usage.output_tokens=10}
               ├─ guardrail  {app.tenant.id=t1, litellm.guardrail.name=pii}
               │  └─ count  {app.path=/v1/chat/completions, app.tenant.id=t1}
               └─ chat gpt [CLIENT]  {app.tenant.id=t1}
            """,
            await TreeOfAsync(Path.Combine(web.Output, "Web.dll")));
    }

    [MachineCodeFact]
    public async Task A_gateway_without_a_platform_runs_the_images_of_this_one()
    {
        var web = WebProject.Copy(feed, "images");
        var (exitCode, output) = await web.BuildAsync();
        Assert.True(exitCode == 0, output);
        var jitted = Path.Combine(web.Folder, "jitted.txt");

        await TreeOfAsync(Path.Combine(web.Output, "Web.dll"), ("DOTNET_JitStdOutFile", jitted), ("DOTNET_JitDisasmSummary", "1"));

        // Two of many that run at every start and in every request.
        var methods = await File.ReadAllTextAsync(jitted);
        Assert.Contains("JIT compiled Program:", methods, StringComparison.Ordinal);
        Assert.DoesNotContain("TracedLlm.Routes.TracedLlmMiddleware:", methods, StringComparison.Ordinal);
        Assert.DoesNotContain("TracedLlm.Export.Otlp.OtlpSpan:", methods, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_family_of_rules_reports()
    {
        var web = WebProject.Copy(feed, "findings");

        var (exitCode, output) = await web.BuildAsync("WithFindings=true");

        // Each file is named after what is wrong in it.
        var wrong = Directory.EnumerateFiles(Path.Combine(web.Folder, "Findings")).Select(file => Path.GetFileNameWithoutExtension(file)).ToList();
        Assert.NotEqual(0, exitCode);
        Assert.Equal(
            wrong.Select(rule => $"{rule}.cs {rule}").Order(StringComparer.Ordinal),
            Finding().Matches(output).Select(match => $"{match.Groups["file"].Value} {match.Groups["rule"].Value}").Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_build_reports_what_a_library_of_the_gateway_does()
    {
        var web = WebProject.Copy(feed, "layers");

        var (exitCode, output) = await web.BuildAsync("WithCore=true");

        Assert.True(exitCode == 0, output);
        Assert.Equal(
            ["Messages.cs TLM1001", "Messages.cs TLM2001"],
            Finding().Matches(output).Select(match => $"{match.Groups["file"].Value} {match.Groups["rule"].Value}").Distinct().Order(StringComparer.Ordinal));
    }

    // That the gateway builds without a warning says something only if the rule runs, and finds what is suppressed.
    [Fact]
    public async Task IDE0060_is_reported_without_the_suppression()
    {
        var web = WebProject.Copy(feed, "unsuppressed");

        var (exitCode, output) = await web.BuildAsync("NoWarn=TLMS0001");

        Assert.True(exitCode == 0, output);
        Assert.Equal(
            ["Program.cs IDE0060"],
            Finding().Matches(output).Select(match => $"{match.Groups["file"].Value} {match.Groups["rule"].Value}").Distinct());
    }

    [TrimmedFact]
    public async Task The_smallest_gateway_runs_trimmed()
    {
        var web = WebProject.Copy(feed, "trimmed");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Minimal", "Program.cs"), Path.Combine(web.Folder, "Program.cs"), overwrite: true);

        // Every warning by itself, those of AOT as well.
        var (exitCode, output) = await web.PublishAsync(
            "WithViewer=true", "PublishTrimmed=true", "TrimmerSingleWarn=false", "EnableAotAnalyzer=true", "UseCurrentRuntimeIdentifier=true", "TreatWarningsAsErrors=true");

        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain("warning", output, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {litellm.outcome=ok}
            └─ litellm_request  {gen_ai.usage.output_tokens=10}
               └─ chat gpt [CLIENT]
            """,
            await TreeOfAsync(Path.Combine(web.Output, OperatingSystem.IsWindows() ? "Web.exe" : "Web")));
    }

    private static async Task<string> TreeOfAsync(string program, params (string Name, string Value)[] variables)
    {
        await using var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.All with { Account = false });
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var server = await ServerProcess.StartAsync(
            program,
            [
                ("PROVIDER_URL", new Uri(upstream.Endpoint, "v1/chat/completions").ToString()),
                ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Endpoint.ToString()),
                ("OTEL_BSP_SCHEDULE_DELAY", "50"),
                ("TracedLlm__Callbacks", "otlp"),
                .. variables,
            ]);
        using var body = new StringContent("""{"model":"gpt","messages":[],"metadata":{"tenant_id":"t1"}}""", null, "application/json");
        using var response = await server.Client.PostAsync(new Uri("v1/chat/completions", UriKind.Relative), body);
        Assert.Equal(RecordedOpenAi.ChatCompletion, await response.Content.ReadAsStringAsync());
        return SpanTree.Print(await receiver.WaitForRootAsync(), Shown);
    }

    [GeneratedRegex(@"(?<file>[\w.]+\.cs)\(\d+,\d+\): (warning|error) (?<rule>\w+):")]
    private static partial Regex Finding();
}
