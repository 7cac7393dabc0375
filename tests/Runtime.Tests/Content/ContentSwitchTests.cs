using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TracedLlm.Metadata;
using TracedLlm.Requests;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Snapshots;
using TracedLlm.Tests.Gateways;
using TracedLlm.Tests.Metadata;

namespace TracedLlm.Tests.Content;

/// <summary>Whether content is exported: what the setting, the route, the tenant and the request say, in every combination.</summary>
[Collection(ProcessWide.Name)]
public sealed class ContentSwitchTests
{
    private const string Less = "less";
    private const string More = "more";

    private static readonly bool?[] Words = [null, false, true];

    private static readonly string?[] Wishes = [null, Less, More];

    public static TheoryData<ContentTrust, bool> Gateways => new()
    {
        { ContentTrust.Gateway, false }, { ContentTrust.Gateway, true },
        { ContentTrust.Tenant, false }, { ContentTrust.Tenant, true },
        { ContentTrust.Caller, false }, { ContentTrust.Caller, true },
    };

    [Theory]
    [MemberData(nameof(Gateways))]
    public async Task The_last_who_may_say_it_decides(ContentTrust trust, bool setting)
    {
        await using var gateway = await StartAsync(trust, setting);
        List<(string Cell, bool IsShown)> cells = [];
        foreach (var route in Words)
        {
            foreach (var tenant in Words)
            {
                foreach (var wish in Wishes)
                {
                    foreach (var mayRequest in new[] { false, true })
                    {
                        var cell = $"cell-{cells.Count}-of-all";
                        string[] headers = wish is null ? [] : [wish == Less ? "x-litellm-enable-message-redaction: true" : "litellm-disable-message-redaction: true"];
                        await gateway.PostBodyAsync($"/route-{Name(route)}/v1/chat/completions", Body(cell), [$"tenant: {Name(tenant)}", $"may: {mayRequest}", .. headers]);
                        cells.Add((cell, IsShown(trust, route ?? setting, tenant, wish, mayRequest)));
                    }
                }
            }
        }

        var spans = await gateway.StopAsync();

        var exported = ExportedText.Of(spans);
        Assert.All(cells, cell =>
        {
            Assert.Equal(cell.IsShown, exported.Contains($"asked {cell.Cell}", StringComparison.Ordinal));
            Assert.Equal(cell.IsShown, exported.Contains($"answered {cell.Cell}", StringComparison.Ordinal));
        });
        Assert.Equal(cells.Count, spans.Count(span => span.Name == "litellm_request"));
    }

    [Fact]
    public void The_page_has_the_table()
    {
        var table = new StringBuilder("| setting or route | tenant | request | `Gateway` | `Tenant` | `Caller` |\n|---|---|---|---|---|---|\n");
        foreach (var isOn in new[] { false, true })
        {
            foreach (var tenant in Words)
            {
                foreach (var wish in Wishes)
                {
                    table.Append($"| {Word(isOn)} | {(tenant is { } said ? Word(said) : "")} | {wish} |");
                    foreach (var trust in Enum.GetValues<ContentTrust>())
                    {
                        table.Append($" {Cell(isOn, trust, tenant, wish)} |");
                    }

                    table.Append('\n');
                }
            }
        }

        PageSection.Match("docs/content.md", "precedence", table.ToString());
    }

    [Theory]
    [InlineData("", "x-litellm-enable-message-redaction: true")]
    [InlineData("", "litellm-enable-message-redaction: 1")]
    [InlineData("", "X-LiteLLM-Enable-Message-Redaction: please")]
    [InlineData("", "litellm-disable-message-redaction: true", "x-litellm-enable-message-redaction: true")]
    [InlineData("\"turn_off_message_logging\": true, ")]
    [InlineData("\"turn_off_message_logging\": \"True\", ")]
    [InlineData("\"turn_off_message_logging\": {}, ")]
    [InlineData("\"no-log\": true, ")]
    [InlineData("\"no-log\": \"true\", ")]
    [InlineData("\"metadata\": {\"no-log\": true}, ")]
    [InlineData("\"metadata\": {\"turn_off_message_logging\": true}, ")]
    [InlineData("\"litellm_metadata\": {\"turn_off_message_logging\": \"true\"}, ")]
    [InlineData("", "langfuse_turn_off_message_logging: true")]
    [InlineData("\"metadata\": {\"mask_input\": true, \"mask_output\": true}, \"turn_off_message_logging\": false, ")]
    public async Task A_request_can_always_ask_for_less(string fields, params string[] headers)
    {
        await using var gateway = await StartAsync(ContentTrust.Caller, setting: true);

        await gateway.PostBodyAsync("/route-none/v1/chat/completions", Body("a cell", fields), headers);
        var exported = ExportedText.Of(await gateway.StopAsync());

        Assert.DoesNotContain("asked a cell", exported, StringComparison.Ordinal);
        Assert.DoesNotContain("answered a cell", exported, StringComparison.Ordinal);
        Assert.Contains("redacted-by-litellm", exported, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "x-litellm-enable-message-redaction: false")]
    [InlineData("\"turn_off_message_logging\": false, \"no-log\": false, ")]
    [InlineData("\"messages_of\": \"no-log and turn_off_message_logging\", ")]
    [InlineData("\"metadata\": {\"no-log\": false, \"turn_off_message_logging\": \"false\"}, ")]
    [InlineData("", "litellm-disable-message-redaction: perhaps")]
    public async Task A_request_that_asks_for_no_less_is_shown(string fields, params string[] headers)
    {
        await using var gateway = await StartAsync(ContentTrust.Gateway, setting: true);

        await gateway.PostBodyAsync("/route-none/v1/chat/completions", Body("a cell", fields), headers);
        var exported = ExportedText.Of(await gateway.StopAsync());

        Assert.Contains("asked a cell", exported, StringComparison.Ordinal);
        Assert.Contains("answered a cell", exported, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"turn_off_message_logging\": false, ")]
    [InlineData("\"metadata\": {\"turn_off_message_logging\": false}, ")]
    [InlineData("", "litellm-disable-message-redaction: true")]
    [InlineData("", "x-litellm-disable-message-redaction: 1")]
    public async Task A_trusted_request_can_ask_for_more(string fields, params string[] headers)
    {
        await using var gateway = await StartAsync(ContentTrust.Caller, setting: false);

        await gateway.PostBodyAsync("/route-none/v1/chat/completions", Body("a cell", fields), headers);

        Assert.Contains("asked a cell", ExportedText.Of(await gateway.StopAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_variable_of_the_conventions_is_the_setting()
    {
        await using var gateway = await StartAsync(ContentTrust.Gateway, setting: null, new() { ["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = "true" });

        await gateway.PostBodyAsync("/route-none/v1/chat/completions", Body("cell-1"));
        await gateway.PostBodyAsync("/route-off/v1/chat/completions", Body("cell-2"));
        var exported = ExportedText.Of(await gateway.StopAsync());

        Assert.Contains("asked cell-1", exported, StringComparison.Ordinal);
        Assert.DoesNotContain("asked cell-2", exported, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tenant_that_switches_content_off_takes_the_gateways_own_keys_back_from_spans_that_have_ended()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Options = options => options.CaptureContent = true,
            App = app =>
            {
                app.UseTracedLlm();
                app.MapPost("/v1/chat/completions", [TracedLlmRoute<DiaryMetadata>] (HttpContext http) =>
                {
                    using (LlmSpan.StartStage(LlmStage.Auth))
                    {
                    }

                    LlmTrace.Current!.SetCaller(new LlmCaller { TeamId = "t", CaptureContent = http.Request.Headers["tenant"] != "off" });
                    using (LlmSpan.StartCall("m"))
                    {
                    }
                });
            },
        });

        await gateway.PostBodyAsync("/v1/chat/completions", """{"metadata": {"diary": "a private day"}}""", "tenant: off");
        await gateway.PostBodyAsync("/v1/chat/completions", """{"metadata": {"diary": "a public day"}}""", "tenant: on");
        var spans = await gateway.StopAsync();

        Assert.DoesNotContain("a private day", ExportedText.Of(spans), StringComparison.Ordinal);
        Assert.Equal(5, spans.Count(span => Equals(span.Attributes["app.diary"], "a public day")));
    }

    private static Task<TestGateway> StartAsync(ContentTrust trust, bool? setting, Dictionary<string, string?>? settings = null) => TestGateway.StartAsync(new GatewaySetup
    {
        Checks = TraceChecks.All with { Content = true },
        Settings = settings ?? [],
        Options = options =>
        {
            options.CaptureContent = setting ?? options.CaptureContent;
            options.ContentTrust = trust;
        },
        App = app =>
        {
            app.UseTracedLlm();
            app.MapPost("/route-none/v1/chat/completions", [TracedLlmRoute] (HttpContext http) => RelayAsync(http));
            app.MapPost("/route-off/v1/chat/completions", [TracedLlmRoute(CaptureContent = false)] (HttpContext http) => RelayAsync(http));
            app.MapPost("/route-on/v1/chat/completions", [TracedLlmRoute(CaptureContent = true)] (HttpContext http) => RelayAsync(http));
        },
    });

    private static async Task RelayAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync();
        using (LlmSpan.StartStage(LlmStage.Auth))
        {
            LlmTrace.Current!.SetCaller(new LlmCaller
            {
                TeamId = "team",
                CaptureContent = http.Request.Headers["tenant"].ToString() switch
                {
                    "on" => true,
                    "off" => false,
                    _ => null,
                },
                MayRequestContent = http.Request.Headers["may"] == "True",
            });
        }

        var cell = body[(body.IndexOf("asked ", StringComparison.Ordinal) + 6)..].Split('"')[0];
        var answer = $$$"""{"id": "1", "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "answered {{{cell}}}"}}]}""";
        var content = new StringContent(answer, null, new MediaTypeHeaderValue("application/json"));
        var sent = new HttpRequestMessage { Content = new StringContent(body, null, "application/json") };
        using var response = LlmSpan.StartCall("m").EndWith(new HttpResponseMessage { Content = content, RequestMessage = sent });
        http.Response.ContentType = "application/json";
        await response.Content.CopyToAsync(http.Response.Body);
    }

    private static string Body(string cell, string fields = "") => $$"""{"model": "m", {{fields}}"messages": [{"role": "user", "content": "asked {{cell}}"}]}""";

    // The rule in words: docs/content.md.
    private static bool IsShown(ContentTrust trust, bool isOn, bool? tenant, string? wish, bool mayRequest)
    {
        if (wish == Less)
        {
            return false;
        }

        var isCallerTrusted = trust == ContentTrust.Caller || (trust == ContentTrust.Tenant && mayRequest);
        if (wish == More && isCallerTrusted)
        {
            return true;
        }

        return tenant == false ? false : isOn || (tenant == true && trust != ContentTrust.Gateway);
    }

    private static string Cell(bool isOn, ContentTrust trust, bool? tenant, string? wish)
    {
        var metadata = RequestMetadata.Read(new RequestMetadataSource
        {
            Headers = wish is null ? null : new HeaderDictionary { [wish == Less ? "x-litellm-enable-message-redaction" : "litellm-disable-message-redaction"] = "true" },
        });
        var said = new ContentSwitch(isOn, trust) { Tenant = tenant };
        var isShown = said.Shows(metadata) && !metadata.MaskInput;
        var isShownIfAllowed = (said with { IsCallerTrusted = true }).Shows(metadata) && !metadata.MaskInput;
        return isShown ? "shown" : isShownIfAllowed ? "withheld, or shown with `MayRequestContent`" : "withheld";
    }

    private static string Name(bool? word) => word is { } said ? Word(said) : "none";

    private static string Word(bool isOn) => isOn ? "on" : "off";
}
