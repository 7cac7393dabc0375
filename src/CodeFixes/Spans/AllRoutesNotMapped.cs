using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace TracedLlm.CodeFixes.Spans;

/// <summary>Moves all attributes in one change, because a handler of several methods must get only one attribute.</summary>
internal sealed class AllRoutesNotMapped : FixAllProvider
{
    public override async Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext)
    {
        var moved = new List<(DocumentId, Diagnostic)>();
        foreach (var document in Documents(fixAllContext))
        {
            var diagnostics = await fixAllContext.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false);
            foreach (var diagnostic in diagnostics.OrderBy(static diagnostic => diagnostic.Location.SourceSpan.Start))
            {
                if (await RouteNotMappedFix.CanMoveAsync(document, diagnostic, fixAllContext.CancellationToken).ConfigureAwait(false))
                {
                    moved.Add((document.Id, diagnostic));
                }
            }
        }

        return moved.Count == 0
            ? null
            : CodeAction.Create(
                RouteNotMappedFix.Title,
                cancellationToken => RouteNotMappedFix.MoveAsync(fixAllContext.Solution, moved, cancellationToken),
                equivalenceKey: RouteNotMappedFix.Title);
    }

    private static IEnumerable<Document> Documents(FixAllContext context) => context.Scope switch
    {
        FixAllScope.Document => context.Document is { } document ? [document] : [],
        FixAllScope.Project => context.Project.Documents,
        _ => context.Solution.Projects.SelectMany(static project => project.Documents),
    };
}
