using System.Net;
using Microsoft.Playwright;
using TracedLlm.Viewer.Browser.Tests.Browsers;

namespace TracedLlm.Viewer.Browser.Tests.Safety;

/// <summary>Who sees the viewer.</summary>
[Collection(SharedViewer.Name)]
public sealed class PolicyTests(ViewerFixture viewer)
{
    [BrowserFact]
    public async Task A_caller_who_meets_the_policy_sees_the_viewer()
    {
        await using var gateway = await GuardedGateway.StartAsync();
        await using var page = await viewer.NewPageAsync(gateway.Viewer);
        await page.Tab.Context.APIRequest.GetAsync(gateway.SignIn(isOperator: true).ToString());

        var answer = await page.GoToAsync();

        Assert.Equal((int)HttpStatusCode.OK, answer!.Status);
        await Assertions.Expect(page.Tab.GetByRole(AriaRole.Heading, new() { Name = "No request yet" })).ToBeVisibleAsync();
        await Assertions.Expect(page.Tab.GetByText("Live", new() { Exact = true })).ToBeVisibleAsync();
    }

    [BrowserTheory]
    [InlineData(false, HttpStatusCode.Unauthorized)]
    [InlineData(true, HttpStatusCode.Forbidden)]
    public async Task A_caller_who_does_not_meet_the_policy_sees_nothing(bool isSignedIn, HttpStatusCode status)
    {
        await using var gateway = await GuardedGateway.StartAsync();
        await using var page = await viewer.NewPageAsync(gateway.Viewer);
        page.ExpectedStatuses.UnionWith([status, HttpStatusCode.NotFound]); // The refusal has no icon.
        if (isSignedIn)
        {
            await page.Tab.Context.APIRequest.GetAsync(gateway.SignIn(isOperator: false).ToString());
        }

        foreach (var path in new[] { "", "assets/viewer.js", "api/settings", "api/traces", "api/events" })
        {
            Assert.Equal((int)status, (await page.GoToAsync(path))!.Status);
        }

        Assert.Equal(GuardedGateway.Refusal, await page.TextAsync());
    }
}
