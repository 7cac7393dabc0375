using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace TracedLlm.Testing.Roslyn;

/// <summary>A project after its generators ran, with the generated files as documents and all findings.</summary>
internal sealed record Analysis(Project Project, ImmutableArray<DocumentId> Generated, ImmutableArray<Finding> Findings)
{
    /// <summary>The project without the generated files.</summary>
    public Project WithoutGenerated(Project project) => project.RemoveDocuments(Generated);
}
