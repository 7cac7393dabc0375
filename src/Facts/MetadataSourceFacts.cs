namespace TracedLlm.Facts;

/// <summary>One place where a request can name its user, session, trace, tags or agent: a row of <see cref="MetadataSourceTable"/>.</summary>
/// <param name="Key">The key whose value it is.</param>
/// <param name="Place">The kind of place.</param>
/// <param name="Name">The name of the header, the field or the key there.</param>
/// <param name="Note">What else the row's line in <c>docs/metadata.md</c> says; empty if it says nothing else.</param>
internal sealed record MetadataSourceFacts(MetadataKeyFacts Key, MetadataPlace Place, string Name, string Note = "");
