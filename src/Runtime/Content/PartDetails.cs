using TracedLlm.Json;

namespace TracedLlm.Content;

/// <summary>Members of an image or a file that OpenAI has and the conventions have no name for. They are written by OpenAI's names.</summary>
/// <param name="Detail">How closely the model looks at an image: <c>low</c>, <c>high</c> or <c>auto</c>.</param>
/// <param name="FileName">The name of a file.</param>
internal readonly record struct PartDetails(Utf8Json Detail = default, Utf8Json FileName = default)
{
    /// <summary>Writes the members that are there.</summary>
    public void Write(ContentWriter to)
    {
        if (Detail.IsString())
        {
            to.Text("detail"u8, Detail);
        }

        if (FileName.IsString())
        {
            to.Text("filename"u8, FileName);
        }
    }
}
