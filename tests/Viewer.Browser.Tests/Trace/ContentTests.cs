using Microsoft.Playwright;
using TracedLlm.Testing.Snapshots;
using TracedLlm.Viewer.Browser.Tests.Browsers;
using TracedLlm.Viewer.Browser.Tests.Gateways;

namespace TracedLlm.Viewer.Browser.Tests.Trace;

/// <summary>What was asked and answered.</summary>
[Collection(SharedViewer.Name)]
public sealed class ContentTests(ViewerFixture viewer)
{
    [BrowserFact]
    public async Task A_conversation_has_its_messages_tools_and_what_guardrails_masked()
    {
        await using var page = await viewer.OpenAsync($"?trace={viewer.Examples.Turns[2].Id}&tab=conversation");
        await Assertions.Expect(page.Panel.GetByText("Thanks! And what about tomorrow?")).ToBeVisibleAsync();

        var text = await page.Panel.EvaluateAsync<string>("panel => panel.innerText");

        Assert.DoesNotContain("ada@example.com", text, StringComparison.Ordinal);
        Snapshot.Match(Durations.Scrub(text), folder: "Texts", file: "conversation");
    }

    [BrowserTheory]
    [InlineData("Request", "get_weather")]
    [InlineData("Response", "chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT")]
    public async Task A_body_can_be_searched(string body, string text)
    {
        await using var page = await viewer.OpenAsync($"?trace={viewer.Examples.Turns[0].Id}&tab=raw");
        var section = page.Tab.GetByRole(AriaRole.Region, new() { Name = body, Exact = true });

        await section.GetByRole(AriaRole.Searchbox).FillAsync(text);

        await Assertions.Expect(section.GetByRole(AriaRole.Status)).ToHaveTextAsync("1 of 1");
        await Assertions.Expect(section.GetByText(text).First).ToBeInViewportAsync();
        await section.GetByRole(AriaRole.Button, new() { Name = "Text", Exact = true }).ClickAsync();
        await Assertions.Expect(section.Locator("mark").First).ToHaveTextAsync(text);
        await section.GetByRole(AriaRole.Searchbox).FillAsync("no such text");
        await Assertions.Expect(section.GetByRole(AriaRole.Status)).ToHaveTextAsync("not found");
    }

    [BrowserFact]
    public async Task A_blocked_request_says_which_guardrail_blocked_it()
    {
        await using var page = await viewer.OpenAsync($"?trace={viewer.Examples.Demo["A guardrail blocks"].Id}&tab=conversation");

        await Assertions.Expect(page.Tab.GetByText("A guardrail blocked the request.")).ToBeVisibleAsync();
        await Assertions.Expect(page.Panel.GetByRole(AriaRole.Region, new() { Name = "Guardrails" }).GetByRole(AriaRole.Listitem).Filter(new() { HasText = "no-secrets" })).ToContainTextAsync("block");
        await Assertions.Expect(page.Panel).ToContainTextAsync("No answer.");
    }

    [BrowserFact]
    public async Task Without_captured_content_the_page_says_how_to_switch_it_on()
    {
        await using var gateway = await ExampleGateway.StartAsync(("TracedLlm__CaptureContent", "false"));
        var request = await gateway.SendAsync(ExampleRequests.Chat, ExampleRequests.Turns[0]);
        await using var page = await viewer.NewPageAsync(gateway.Viewer);

        await page.GoToAsync($"?trace={request.Id}&tab=conversation");

        await Assertions.Expect(page.Panel).ToContainTextAsync("\"CaptureContent\": true");
        await Assertions.Expect(page.Panel).Not.ToContainTextAsync("Zürich");
    }
}
