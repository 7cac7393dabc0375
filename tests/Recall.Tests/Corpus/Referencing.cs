namespace TracedLlm.Recall.Tests.Corpus;

/// <summary>How a project of a solution references the projects below it.</summary>
internal enum Referencing
{
    /// <summary>As in an editor: the compilation of the project.</summary>
    Compilation,

    /// <summary>As in a build: the assembly of the project.</summary>
    Assembly,
}
