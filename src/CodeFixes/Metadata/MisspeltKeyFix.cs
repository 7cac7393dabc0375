using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using TracedLlm.Analyzers.Metadata;

namespace TracedLlm.CodeFixes.Metadata;

/// <summary>TLM1002: writes the known key.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class MisspeltKeyFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["TLM1002"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            if (diagnostic.Properties.TryGetValue(MisspeltKey.KnownKey, out var key) && key is not null)
            {
                await NameLiteral.RegisterAsync(context, diagnostic, key).ConfigureAwait(false);
            }
        }
    }
}
