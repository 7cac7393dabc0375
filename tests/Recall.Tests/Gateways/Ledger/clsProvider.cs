using System;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;

namespace Ledger
{
    public class clsProvider
    {
        private static readonly HttpClient s_objClient = new HttpClient(new TracedLlmCallHandler { InnerHandler = new HttpClientHandler() });
        private readonly string m_strUrl;

        public clsProvider(IConfiguration objConfiguration)
        {
            this.m_strUrl = objConfiguration["ProviderUrl"] ?? "https://provider.example";
        }

        public async Task<string> Send(string strPath, string strBody)
        {
            HttpContent objContent = new StringContent(strBody, Encoding.UTF8, "application/json");
            HttpResponseMessage objResponse = await s_objClient.PostAsync(this.m_strUrl + strPath, objContent);
            string strAnswer = await objResponse.Content.ReadAsStringAsync();
            if (objResponse.IsSuccessStatusCode == false)
            {
                throw new clsProviderException(strPath + ": " + ((int)objResponse.StatusCode).ToString());
            }
            return strAnswer;
        }
    }
}
