using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace TracedLlm.Testing.Roslyn;

/// <summary>Asks a provider for its fixes and applies them.</summary>
internal static class CodeFixes<TCodeFix>
    where TCodeFix : CodeFixProvider, new()
{
    private static readonly TCodeFix Provider = new();

    /// <summary>The findings that the provider can fix in files written by hand.</summary>
    public static ImmutableArray<Diagnostic> Fixable(Analysis analysis) =>
    [
        .. analysis.Findings.Select(finding => finding.Diagnostic).Where(diagnostic =>
            Provider.FixableDiagnosticIds.Contains(diagnostic.Id) && DocumentOf(analysis, diagnostic) is { } document && !analysis.Generated.Contains(document.Id)),
    ];

    /// <summary>The first fix that is offered and chosen.</summary>
    public static async Task<CodeAction?> FirstAsync(
        Analysis analysis,
        ImmutableArray<Diagnostic> fixable,
        Func<ImmutableArray<CodeAction>, CodeAction?> choose,
        CancellationToken cancellationToken)
    {
        foreach (var diagnostic in fixable)
        {
            var actions = ImmutableArray.CreateBuilder<CodeAction>();
            var context = new CodeFixContext(DocumentOf(analysis, diagnostic)!, diagnostic, (action, _) => actions.Add(action), cancellationToken);
            await Provider.RegisterCodeFixesAsync(context).ConfigureAwait(false);
            if (choose(actions.ToImmutable()) is { } chosen)
            {
                return chosen;
            }
        }

        return null;
    }

    /// <summary>The fix of all findings in the scope of the first fixable one.</summary>
    public static async Task<CodeAction?> AllAsync(
        Analysis analysis,
        FixAllScope scope,
        Func<ImmutableArray<CodeAction>, CodeAction?> choose,
        CancellationToken cancellationToken)
    {
        var fixable = Fixable(analysis);
        foreach (var diagnostic in fixable)
        {
            if (await FirstAsync(analysis, [diagnostic], choose, cancellationToken).ConfigureAwait(false) is not { } example)
            {
                continue;
            }

            var all = Provider.GetFixAllProvider() ?? throw new VerificationException($"{typeof(TCodeFix).Name} cannot fix all.");
            var diagnostics = new KnownDiagnostics(fixable);
            var ids = Provider.FixableDiagnosticIds;
            var context = scope is FixAllScope.Document
                ? new FixAllContext(DocumentOf(analysis, diagnostic)!, Provider, scope, example.EquivalenceKey!, ids, diagnostics, cancellationToken)
                : new FixAllContext(analysis.Project, Provider, scope, example.EquivalenceKey!, ids, diagnostics, cancellationToken);
            return await all.GetFixAsync(context).ConfigureAwait(false)
                ?? throw new VerificationException($"Fix-all in {scope} offers nothing where '{example.Title}' is offered for one finding.");
        }

        return null;
    }

    /// <summary>The project after a fix.</summary>
    public static async Task<Project> ApplyAsync(CodeAction action, Project project, CancellationToken cancellationToken)
    {
        var operations = await action.GetOperationsAsync(cancellationToken).ConfigureAwait(false);
        var fixedProject = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetProject(project.Id)!;
        var changes = fixedProject.GetChanges(project);
        ImmutableArray<DocumentId> changed = [.. changes.GetChangedDocuments(), .. changes.GetAddedDocuments()];
        if (changed.IsEmpty)
        {
            throw new VerificationException($"'{action.Title}' changes nothing.");
        }

        // The compiler reads the text of a file, not the tree that a fix made.
        foreach (var id in changed)
        {
            var document = fixedProject.GetDocument(id)!;
            fixedProject = document.WithText(SourceText.From((await document.GetTextAsync(cancellationToken).ConfigureAwait(false)).ToString())).Project;
        }

        return fixedProject;
    }

    private static Document? DocumentOf(Analysis analysis, Diagnostic diagnostic) =>
        analysis.Project.Documents.FirstOrDefault(document => document.FilePath == diagnostic.Location.SourceTree?.FilePath);

    private sealed class KnownDiagnostics(ImmutableArray<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            Task.FromResult(diagnostics.Where(diagnostic => diagnostic.Location.SourceTree?.FilePath == document.FilePath));

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
