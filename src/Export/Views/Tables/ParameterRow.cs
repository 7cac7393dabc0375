using System.Text;

namespace TracedLlm.Export.Views.Tables;

/// <summary>A parameter of the model, a member of the JSON object that the fields of the row write.</summary>
internal sealed class ParameterRow(string canonical, string name, ViewField field) : ViewRow(canonical, RowAction.Parameter, "", field)
{
    /// <summary>The member's name.</summary>
    public string Name { get; } = name;

    /// <summary>The member's name in UTF-8.</summary>
    public byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(name);
}
