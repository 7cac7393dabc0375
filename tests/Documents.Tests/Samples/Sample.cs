namespace TracedLlm.Documents.Tests.Samples;

/// <summary>C# code of a page.</summary>
/// <param name="Page">The page, by its path in the repository.</param>
/// <param name="Line">The line of the page on which the code begins, from 1.</param>
/// <param name="Text">The code.</param>
internal sealed record Sample(string Page, int Line, string Text)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Page}:{Line}";
}
