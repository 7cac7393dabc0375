using System.Text;
using System.Text.Json.Nodes;
using TracedLlm.Testing.Hosting;
using TracedLlm.Viewer.Tests.Hosting;

namespace TracedLlm.Viewer.Tests.Web;

/// <summary>What is kept from backends is in no response of the viewer either.</summary>
[Collection(ProcessWide.Name)]
public sealed class SecretTests
{
    public static TheoryData<string, string, bool> Requests => new()
    {
        { "TracedLlm:CaptureContent=false", Canaries.Body, false },
        { "TracedLlm:CaptureContent=true", Canaries.Body, true },
        { "TracedLlm:CaptureContent=true", Canaries.Body.Replace("{\"messages\"", "{\"metadata\":{\"mask_input\":true},\"messages\"", StringComparison.Ordinal), false },
        { "TracedLlm:CaptureContent=true", Canaries.Body.Replace("{\"messages\"", "{\"no-log\":true,\"messages\"", StringComparison.Ordinal), false },
        { "TracedLlm:CaptureContent=true;TracedLlm:Redact=Emails", Canaries.Body.Replace(Canaries.Prompt, "ada@example.com", StringComparison.Ordinal), false },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task No_response_has_a_secret_or_withheld_content(string settings, string body, bool isShown)
    {
        await using var gateway = await ViewedGateway.StartAsync(
            static async http =>
            {
                var said = (await JsonNode.ParseAsync(http.Request.Body))!["messages"]![0]!["content"];
                try
                {
                    throw new InvalidOperationException($"The key {Canaries.Key} is wrong for '{said}'.");
                }
                catch (InvalidOperationException exception)
                {
                    LlmTrace.Current!.RecordException(exception);
                }

                await ViewedGateway.AnswerAsync(http);
            },
            settings: [.. settings.Split(';').Select(one => one.Split('=')).Select(one => (one[0], (string?)one[1]))]);
        await gateway.PostAsync(body, [.. Canaries.Headers]);

        var row = await gateway.Viewer.WaitForRowAsync();
        var responses = await ReadAllAsync(gateway, row);

        Assert.DoesNotContain(Canaries.Key, responses, StringComparison.Ordinal);
        Assert.DoesNotContain("ada@example.com", responses, StringComparison.Ordinal);
        Assert.Equal(isShown, responses.Contains(Canaries.Prompt, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Hostile_text_is_text_of_json()
    {
        const string Hostile = "</script><script>alert(1)</script> javascript:alert(1) ' \" \u202E \u0000 \uD800";
        await using var gateway = await ViewedGateway.StartAsync(static http =>
        {
            LlmTrace.Current!.SetRootTag("app.hostile", Hostile);
            LlmSpan.StartStage(Hostile).End();
            return ViewedGateway.AnswerAsync(http);
        });
        await gateway.PostAsync();

        var detail = await gateway.Viewer.DetailAsync(await gateway.Viewer.WaitForRowAsync());

        Assert.Equal(Hostile.Replace('\uD800', '\uFFFD'), detail["spans"]![0]!["attributes"]!["app.hostile"]!.GetValue<string>());
        Assert.Contains(detail["spans"]!.AsArray(), span => span!["name"]!.GetValue<string>() == Hostile.Replace('\uD800', '\uFFFD'));
    }

    private static async Task<string> ReadAllAsync(ViewedGateway gateway, JsonNode row)
    {
        var text = new StringBuilder(row.ToJsonString());
        var detail = await gateway.Viewer.DetailAsync(row);
        text.Append(detail.ToJsonString()).Append(await gateway.Viewer.GetAsync("api/settings"));
        foreach (var span in detail["spans"]!.AsArray())
        {
            text.Append(await gateway.Viewer.GetAsync($"api/traces/{row["id"]}/spans/{span!["spanId"]}/views"));
        }

        using var events = await EventReader.OpenAsync(gateway, "?since=x");
        await events.NextAsync();
        return text.Append(await gateway.Client.GetStringAsync(new Uri("/debug/tracedllm/report", UriKind.Relative))).ToString();
    }
}
