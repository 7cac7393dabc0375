using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace TracedLlm.Samples.Gateway;

/// <summary>
/// Resolves the merge keys of YAML 1.1 (<c>&lt;&lt;: *defaults</c>, https://yaml.org/type/merge.html), which YamlDotNet's document model leaves as
/// they are: a mapping's own settings win, and in a list of mappings the earlier one wins.
/// </summary>
internal sealed class YamlMerges(ConfigurationSource source)
{
    private const string MergeKey = "<<";

    // By reference: an alias is the same node as its anchor, and equal nodes may be different ones.
    private readonly HashSet<YamlNode> _open = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<YamlNode> _resolved = new(ReferenceEqualityComparer.Instance);

    /// <summary>Resolves all merge keys below <paramref name="node"/>.</summary>
    /// <exception cref="ConfigurationException">The value of a merge key is no mapping, or an alias contains itself.</exception>
    public void Resolve(YamlNode node)
    {
        if (_resolved.Contains(node))
        {
            return;
        }

        if (!_open.Add(node))
        {
            throw source.Error(node, "an alias must not contain its own anchor");
        }

        foreach (var child in ChildrenOf(node))
        {
            Resolve(child);
        }

        if (node is YamlMappingNode mapping)
        {
            Merge(mapping);
        }

        _open.Remove(node);
        _resolved.Add(node);
    }

    private static IEnumerable<YamlNode> ChildrenOf(YamlNode node) => node switch
    {
        YamlMappingNode mapping => mapping.Children.Values,
        YamlSequenceNode sequence => sequence.Children,
        _ => [],
    };

    private void Merge(YamlMappingNode mapping)
    {
        // A quoted "<<" is a setting of that name.
        if (mapping.Children.FirstOrDefault(entry => entry.Key is YamlScalarNode { Value: MergeKey, Style: ScalarStyle.Plain }) is not { Key: { } key, Value: var merged })
        {
            return;
        }

        mapping.Children.Remove(key);
        foreach (var entry in Mappings(merged, key).SelectMany(other => other.Children))
        {
            mapping.Children.TryAdd(entry.Key, entry.Value);
        }
    }

    private IEnumerable<YamlMappingNode> Mappings(YamlNode merged, YamlNode key) => merged switch
    {
        YamlMappingNode mapping => [mapping],
        YamlSequenceNode sequence => sequence.Select(item => item as YamlMappingNode ?? throw source.Error(item, "<< must name mappings only")),
        _ => throw source.Error(key, "<< must name a mapping or a list of mappings"),
    };
}
