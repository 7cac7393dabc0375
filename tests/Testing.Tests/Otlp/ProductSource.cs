namespace TracedLlm.Testing.Tests.Otlp;

/// <summary>Tests whose receivers count what the product's source starts: they run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class ProductSource
{
    public const string Name = "product source";
}
