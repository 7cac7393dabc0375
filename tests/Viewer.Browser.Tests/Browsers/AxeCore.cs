using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace TracedLlm.Viewer.Browser.Tests.Browsers;

/// <summary>The rules of axe-core.</summary>
internal static class AxeCore
{
    // A page that did not load has no violations either, so that the number of rules that found something to check counts too.
    private const string Run = """
        async rules => {
            const result = await axe.run(document, { resultTypes: ['violations'], ...(rules.length > 0 ? { runOnly: rules } : {}) });
            return {
                checks: result.passes.length,
                violations: result.violations.map(violation => `${violation.id} (${violation.impact}): ${violation.help}\n` + violation.nodes
                    .map(node => `    ${node.html.slice(0, 300)}\n        ${node.failureSummary.replaceAll('\n', ' ')}`).slice(0, 5).join('\n')),
            };
        }
        """;

    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    /// <summary>The violations of what a tab shows, each with its rule and elements.</summary>
    /// <param name="page">The tab.</param>
    /// <param name="rules">The names of the rules; all without any.</param>
    public static async Task<AxeResult> CheckAsync(IPage page, params string[] rules)
    {
        if (!await page.EvaluateAsync<bool>("() => typeof axe !== 'undefined'"))
        {
            await page.EvaluateAsync(Script);
        }

        return await page.EvaluateAsync<AxeResult>(Run, rules);
    }
}
